"use strict";
(() => {
  const get = (id) => document.getElementById(id);
  const rows = [...document.querySelectorAll("tbody tr")];
  const text = (row, name) => row.querySelector("." + name).textContent;
  const languages = new Map();
  for (const row of rows) {
    const id = row.dataset.language;
    languages.set(id, [...(languages.get(id) || []), row]);
  }

  const words = new Map(
    rows.map((row) => [row, [row.dataset.runtime, row.dataset.words, row.dataset.deprecated, row.textContent].join(" ").toLowerCase()]),
  );

  const option = (value, label) => Object.assign(document.createElement("option"), { value, textContent: label });
  for (const [id, [first]] of languages) get("language").append(option(id, text(first, "name")));

  const copied = get("copied");
  let timer;
  const tell = (message) => {
    copied.textContent = message;
    clearTimeout(timer);
    timer = setTimeout(() => (copied.textContent = ""), 2000);
  };
  // `navigator.clipboard` needs a secure origin. Copying a selection works without one.
  const copySelection = (value) => {
    const area = Object.assign(document.createElement("textarea"), { value });
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  };
  const copy = async (value, button) => {
    let done = false;
    try {
      await navigator.clipboard.writeText(value);
      done = true;
    } catch {
      done = copySelection(value);
      button.focus();
    }
    tell(done ? "Copied" : "Copying failed: select the text instead");
  };
  const copies = (button, value) => button.addEventListener("click", () => copy(value(), button));

  for (const row of rows)
    for (const name of ["image", "command"]) {
      const cell = row.querySelector("." + name);
      const button = Object.assign(document.createElement("button"), { type: "button", className: "copy", textContent: "Copy" });
      button.setAttribute("aria-label", `Copy the ${name} of ${row.dataset.runtime}`);
      cell.after(button);
      copies(button, () => cell.textContent);
    }
  for (const button of document.querySelectorAll("[data-copy]")) copies(button, () => get(button.dataset.copy).textContent);

  // Highlights comments, strings, numbers and common keywords: rough, but it works for every language.
  const reserved =
    /^(?:and|as|async|await|begin|break|case|catch|class|const|continue|def|default|defer|do|done|elif|else|elsif|end|ensure|esac|except|export|false|fi|finally|fn|for|from|func|function|go|if|import|in|interface|lambda|let|local|map|match|module|mut|new|nil|none|not|null|or|package|pub|raise|range|require|rescue|return|self|static|struct|switch|then|throw|true|try|type|unless|until|use|using|var|void|when|while|with|yield)$/i;
  const slashes = ["js", "ts", "go", "rs", "c", "cpp", "java", "kt", "swift", "php", "cs", "zig"];
  const highlight = (code, source, extension) => {
    const comment = slashes.includes(extension) ? "\\/\\/.*|\\/\\*[^]*?\\*\\/" : extension === "lua" || extension === "sql" ? "--.*" : "(?<![^\\s])#.*";
    const string = "\"\"\"[^]*?\"\"\"|\"(?:\\\\[^]|[^\"\\\\\\n])*\"|'(?:\\\\[^]|[^'\\\\\\n])*'|`(?:\\\\[^]|[^`\\\\])*`";
    const token = new RegExp(`(${comment})|(${string})|([A-Za-z_][A-Za-z_0-9]*)|(\\d[\\d_.a-fA-FxX]*)`, "g");
    const parts = [];
    let end = 0;
    for (const found of source.matchAll(token)) {
      const [whole, isComment, isString, word] = found;
      const kind = isComment ? "c" : isString ? "s" : word === undefined ? "n" : reserved.test(word) ? "k" : "";
      if (!kind) continue;
      parts.push(source.slice(end, found.index));
      parts.push(Object.assign(document.createElement("span"), { className: kind, textContent: whole }));
      end = found.index + whole.length;
    }
    code.replaceChildren(...parts, source.slice(end));
  };

  const show = () => {
    const row = languages.get(get("language").value).find((row) => row.dataset.version === get("version").value);
    get("image").textContent = text(row, "image");
    get("command").textContent = text(row, "command");
    get("deprecation").textContent = row.dataset.deprecated === undefined ? "" : `Deprecated${row.dataset.deprecated && ": " + row.dataset.deprecated}`;
    const example = get("example-" + row.dataset.language);
    get("editor").hidden = !example;
    if (example) {
      get("file").textContent = row.dataset.file;
      get("since").textContent = example.dataset.since ? `requires ${example.dataset.since} or later` : "";
      highlight(get("script"), example.querySelector("code").textContent, row.dataset.file.split(".").pop());
    }
  };
  const listVersions = (chosen) => {
    const versions = languages.get(get("language").value);
    get("version").replaceChildren(...versions.map((row) => option(row.dataset.version, row.dataset.version + ("deprecated" in row.dataset ? " (deprecated)" : ""))));
    get("version").value = chosen ?? versions.find((row) => "default" in row.dataset).dataset.version;
    show();
  };
  const remember = () => history.replaceState(null, "", `#${get("language").value}@${get("version").value}`);
  const followHash = () => {
    let wanted = "";
    try {
      wanted = decodeURIComponent(location.hash.slice(1));
    } catch {
      // Not a valid percent-encoding, so it cannot name a runtime.
    }
    const row = rows.find((row) => row.dataset.runtime === wanted) ?? languages.get(wanted)?.[0];
    if (!row) return;
    get("language").value = row.dataset.language;
    listVersions(row.dataset.runtime === wanted ? row.dataset.version : undefined);
  };
  get("language").addEventListener("change", () => (listVersions(), remember()));
  get("version").addEventListener("change", () => (show(), remember()));
  addEventListener("hashchange", followHash);

  const search = () => {
    const wanted = get("search").value.toLowerCase().split(/[\s,]+/).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      row.hidden = !wanted.every((word) => words.get(row).includes(word));
      count += !row.hidden;
    }
    get("found").textContent = wanted.length ? (count ? `${count} of ${rows.length}` : "no matches") : "";
  };
  get("search").addEventListener("input", search);

  for (const id of ["picker", "finder"]) get(id).hidden = false;
  get("examples").hidden = true;
  listVersions();
  followHash();
})();

const get = (id) => document.getElementById(id);
const text = (row, name) => row.querySelector("." + name)?.textContent ?? "";
const element = (name, properties) => Object.assign(document.createElement(name), properties);

// The rows of the table, by language, and the languages by every name.
const rows = [...document.querySelectorAll("tbody tr")];
const parts = (row) => row.dataset.runtime.split("@");
const isDeprecated = (row) => row.dataset.deprecated !== undefined;
const languages = new Map();
for (const row of rows) {
  const [id] = parts(row);
  if (!languages.has(id)) languages.set(id, []);
  languages.get(id).push(row);
}
const aliases = new Map();
for (const [id, [first]] of languages) for (const alias of text(first, "aliases").split(", ").filter(Boolean)) aliases.set(alias, id);

// Copying.
let timer;
const tell = (message) => {
  get("copied").textContent = message;
  clearTimeout(timer);
  timer = setTimeout(() => (get("copied").textContent = ""), 2000);
};
// `navigator.clipboard` needs a secure origin. Copying a selection works without one.
const copySelection = (value) => {
  const area = element("textarea", { value });
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
};
document.addEventListener("click", async ({ target: button }) => {
  if (!button.matches("[data-copy]")) return;
  const source = get(button.dataset.copy) ?? button.previousElementSibling;
  const value = source.href ?? source.textContent;
  let done = false;
  try {
    await navigator.clipboard.writeText(value);
    done = true;
  } catch {
    done = copySelection(value);
    button.focus();
  }
  tell(done ? "Copied" : "Copying failed: select the text instead");
});

// The picker.
const defaultOf = (versions) => versions.find((row) => "default" in row.dataset);
const preferredFirst = (a, b) => a.dataset.rank - b.dataset.rank;
const chosen = () => languages.get(get("language").value).find((row) => parts(row)[1] === get("version").value);
const show = () => {
  const row = chosen();
  const { runtime, deprecated, file } = row.dataset;
  for (const name of ["image", "command", "aliases"]) get(name).textContent = text(row, name);
  get("env").replaceChildren(...row.querySelector(".env").cloneNode(true).childNodes);
  const pinned = row.querySelector(".pinned");
  get("locked").hidden = !pinned;
  get("pinned").textContent = pinned?.textContent ?? "";
  get("other-names").hidden = !get("aliases").textContent;
  get("deprecation").textContent = deprecated === undefined ? "" : `Deprecated${deprecated && ": " + deprecated}`;
  if (get("run")) get("run").textContent = `runtimes run ${runtime} ${file}`;
  if (get("manifest")) get("manifest").textContent = `runtimes manifest ${runtime} ${file} | kubectl create -f -`;
  get("link").href = Object.assign(new URL(location), { search: "", hash: runtime });
  get("link").textContent = get("link").href;
  const example = get("example-" + get("language").value);
  get("editor").hidden = !example;
  if (!example) return;
  const script = example.querySelector("code").textContent;
  get("file").textContent = file;
  get("since").textContent = example.dataset.since ? `requires ${example.dataset.since} or later` : "";
  highlight(get("script"), script, file.split(".").pop());
  get("download").download = file;
  get("download").href = "data:text/plain;charset=utf-8," + encodeURIComponent(script);
};
const option = (value, label) => element("option", { value, textContent: label });
const pick = (row) => {
  const [id, version] = parts(row);
  get("language").value = id;
  const options = languages.get(id).map((row) => option(parts(row)[1], parts(row)[1] + (isDeprecated(row) ? " (deprecated)" : "")));
  get("version").replaceChildren(...options);
  get("version").value = version;
  show();
};
const remember = () => {
  get("unknown").replaceChildren();
  history.replaceState(null, "", "#" + chosen().dataset.runtime);
};
get("language").addEventListener("change", () => (pick(defaultOf(languages.get(get("language").value))), remember()));
get("version").addEventListener("change", () => (show(), remember()));

// Links to a runtime. A request is a name of a language alone, or followed by `@` and a version, its first components or
// `latest`.
const resolve = (id, version) => {
  const versions = languages.get(id);
  if (!version) return defaultOf(versions);
  const exact = versions.find((row) => parts(row)[1] === version);
  if (exact) return exact;
  const preferred = [...versions].sort(preferredFirst);
  return version === "latest" ? preferred[0] : preferred.find((row) => beginsWith(parts(row)[1], version));
};
const nearestVersion = (id, given) => {
  const order = (row) => {
    const version = parts(row)[1];
    // What begins a request was meant, even if it is deprecated. The rest are guesses.
    return [isDeprecated(row) && !beginsWith(given, version), ...closeness(given, version), row.dataset.rank];
  };
  const compare = (a, b) => a.map((value, n) => (value === b[n] ? 0 : value - b[n])).find((difference) => difference) ?? 0;
  return languages.get(id).map((row) => [order(row), row]).sort(([a], [b]) => compare(a, b))[0][1];
};
const nearestLanguage = (given) => {
  const names = new Map([...[...languages.keys()].map((id) => [id, id]), ...aliases]);
  for (const [id, [first]] of languages) if (!names.has(text(first, "name"))) names.set(text(first, "name"), id);
  return names.get(nearestName(given, names.keys()));
};
const explain = (name, version, id) => {
  const shorten = (given) => (given.length > 48 ? [...given].slice(0, 48).join("") + "…" : given);
  const quote = (given) => element("code", { textContent: shorten(given) });
  const message = id ? ["unknown version ", quote(version), " of ", quote(id)] : ["unknown language ", quote(name)];
  const nearest = id ?? nearestLanguage(name);
  const row = nearest && (resolve(nearest, version) ?? nearestVersion(nearest, version));
  const link = (href, label) => element("a", { href, textContent: label });
  const help = row ? [", did you mean ", link("#" + row.dataset.runtime, row.dataset.runtime), "?"] : [": see ", link("#all-title", "all runtimes")];
  get("unknown").replaceChildren(...message, ...help);
};
const follow = () => {
  get("unknown").replaceChildren();
  let wanted = location.hash.slice(1);
  try {
    wanted = decodeURIComponent(wanted);
  } catch {
    // Not a valid percent-encoding, so it is shown as it is.
  }
  const [name, ...rest] = wanted.split("@");
  const version = rest.join("@");
  const id = languages.has(name) ? name : aliases.get(name);
  const row = id && resolve(id, version);
  if (row) pick(row);
  // Other fragments are parts of the page.
  else if (wanted && !get(wanted)) explain(name || wanted, version, id);
};

// The table. Thousands of rows would be slow, and their buttons endless to tab through, so it shows a few at a time.
const STEP = 50;
let matching = rows;
let shown = [];
const addButtons = (row) => {
  for (const name of ["image", "command"]) {
    const button = element("button", { type: "button", className: "copy", textContent: "Copy" });
    button.dataset.copy = "";
    button.setAttribute("aria-label", `Copy the ${name} of ${row.dataset.runtime}`);
    row.querySelector("." + name).after(button);
  }
};
const display = (limit) => {
  const next = new Set(matching.slice(0, limit));
  for (const row of shown) if (!next.has(row)) row.classList.remove("shown");
  for (const row of next) row.classList.add("shown");
  shown = [...next];
};
const list = (limit) => {
  display(limit);
  for (const row of shown) if (!row.querySelector(".copy")) addButtons(row);
  // A table without rows is none to assistive technology.
  document.querySelector("table").hidden = !matching.length;
  const rest = matching.length - shown.length;
  get("more").hidden = !rest;
  get("more").querySelector("button").textContent = `Show ${Math.min(rest, STEP)} more`;
  get("more").querySelector("span").textContent = rest ? `${shown.length} of ${matching.length} shown` : "";
};
get("more").querySelector("button").addEventListener("click", () => {
  const count = shown.length;
  list(count + STEP);
  shown[count].querySelector(".copy").focus();
});
// Paper shows all of them.
let limit;
addEventListener("beforeprint", () => ((limit = shown.length), display(Infinity)));
addEventListener("afterprint", () => display(limit));

// The search, which is part of the address.
let words;
const search = () => {
  words ??= new Map(rows.map((row) => [row, `${row.dataset.runtime} ${row.textContent}`.toLowerCase()]));
  const wanted = get("search").value.toLowerCase().split(/[\s,]+/).filter(Boolean);
  const found = rows.filter((row) => wanted.every((word) => words.get(row).includes(word)));
  const isFiltered = get("current")?.checked;
  matching = isFiltered ? found.filter((row) => !isDeprecated(row)) : found;
  list(STEP);
  const none = found.length ? `no matches, but ${found.length} deprecated` : "no matches";
  get("found").textContent = wanted.length || isFiltered ? (matching.length ? `${matching.length} of ${rows.length}` : none) : "";
};
let saving;
const save = () => {
  saving = undefined;
  const url = new URL(location);
  const set = (name, value) => (value ? url.searchParams.set(name, value) : url.searchParams.delete(name));
  set("q", get("search").value.trim());
  set("deprecated", get("current")?.checked ? "hide" : "");
  history.replaceState(null, "", url);
};
const restore = () => {
  // What was just typed is newer than the address.
  if (saving) return;
  const { searchParams } = new URL(location);
  get("search").value = searchParams.get("q") ?? "";
  if (get("current")) get("current").checked = searchParams.get("deprecated") === "hide";
  search();
};
get("finder").addEventListener("input", () => {
  search();
  // Browsers limit how often the address changes.
  clearTimeout(saving);
  saving = setTimeout(save, 200);
});
// Also fired when only the fragment changes.
addEventListener("popstate", () => (follow(), restore()));

for (const id of ["picker", "finder"]) get(id).hidden = false;
get("examples").hidden = true;
document.querySelector("table").className = "ready";
pick(defaultOf(rows));
follow();
restore();

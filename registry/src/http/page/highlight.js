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

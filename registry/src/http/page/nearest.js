// The fewest insertions, deletions, substitutions and swaps of neighbours that turn one text into the other.
const distance = (a, b) => {
  const edits = [...Array(a.length + 1)].map((_, i) => [i]);
  for (let j = 0; j <= b.length; j += 1) edits[0][j] = j;
  for (let i = 1; i <= a.length; i += 1)
    for (let j = 1; j <= b.length; j += 1) {
      edits[i][j] = Math.min(edits[i - 1][j] + 1, edits[i][j - 1] + 1, edits[i - 1][j - 1] + (a[i - 1] !== b[j - 1]));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
    }
  return edits[a.length][b.length];
};

// The name that begins like the given one or differs in at most a third of the characters.
const nearestName = (given, names) => {
  const wanted = given.trim().toLowerCase().slice(0, 64);
  let best;
  let least = Infinity;
  for (const name of names) {
    const other = name.toLowerCase();
    const longest = Math.max(wanted.length, other.length);
    const begins = Math.min(wanted.length, other.length) > 1 && (other.startsWith(wanted) || wanted.startsWith(other));
    if (!begins && Math.abs(wanted.length - other.length) > longest / 3) continue;
    const edits = distance(wanted, other);
    // Those that begin alike come first.
    const cost = begins ? edits / 1000 : edits;
    if ((begins || edits <= longest / 3) && cost < least) [best, least] = [name, cost];
  }
  return best;
};

// Whether a longer version begins with these components: 3.1 begins 3.1.4, but not 3.14.
const beginsWith = (version, components) => {
  const [last, next] = [components.at(-1), version[components.length]];
  const kind = (c) => (/\d/.test(c) ? 1 : /[a-z]/i.test(c) ? 2 : 0);
  return version.startsWith(components) && next !== undefined && kind(last) > 0 && kind(last) !== kind(next);
};

// How many numbers two versions share at the start, and how far the first that differs is off.
const closeness = (a, b) => {
  const [these, those] = [a, b].map((version) => version.split(/\D+/).map(Number));
  let shared = 0;
  while (shared < these.length && these[shared] === those[shared]) shared += 1;
  const apart = Math.abs(these[shared] - those[shared]);
  return [-shared, Number.isNaN(apart) ? Infinity : apart];
};

// Which APIs a search finds, and in which order. Knows nothing of the page.

const SCORES = { exact: 100, start: 60, name: 40, tag: 30, version: 25, vendor: 20 };
const SHARED = { models: 12, operations: 8 };
const DESCRIBED = 4;

/** What search.json holds, in the form that `search` reads: texts in one case. */
export function prepared(data) {
  const sets = data.sets.map((set) => ({
    models: lines(set.models),
    operations: lines(set.operations),
  }));
  const entries = data.apis.map((api) => ({
    api,
    name: plain(api.name),
    version: plain(api.version),
    vendor: lines([api.vendor, api.vendor_title ?? ""]),
    tags: lines(api.tags),
    description: plain([api.description, ...(api.more ?? [])].join("\n")),
    set: api.set,
  }));
  return { sets, entries };
}

/** The APIs in which every word of `text` is found and that have the vendor, the tag and the
 * lifecycle (empty: any), the best first; of equals, the first first. */
export function search(index, { text = "", vendor = "", tag = "", lifecycle = "" }) {
  const words = plain(text).split(/\s+/).filter(Boolean);
  // Thousands of APIs have few sets of operations and models: each is read once for a word.
  const shared = words.map((word) => index.sets.map((set) => scoreOfSet(set, word)));
  const found = [];
  for (const entry of index.entries) {
    const { api } = entry;
    if (
      (vendor && api.vendor !== vendor) ||
      (tag && !api.tags.includes(tag)) ||
      (lifecycle && api.lifecycle !== lifecycle)
    ) {
      continue;
    }
    const scores = words.map((word, at) => score(entry, word) + (shared[at][entry.set] ?? 0));
    if (!scores.includes(0)) {
      found.push({ api, score: scores.reduce((sum, one) => sum + one, 0) });
    }
  }
  return found.toSorted((one, other) => other.score - one.score).map(({ api }) => api);
}

function score(entry, word) {
  return (
    scoreOfName(entry.name, word) +
    (entry.version.startsWith(word) ? SCORES.version : 0) +
    (entry.vendor.includes(word) ? SCORES.vendor : 0) +
    (entry.tags.includes(word) ? SCORES.tag : 0) +
    (entry.description.includes(word) ? DESCRIBED : 0)
  );
}

function scoreOfName(name, word) {
  if (!name.includes(word)) {
    return 0;
  }
  return name === word ? SCORES.exact : name.startsWith(word) ? SCORES.start : SCORES.name;
}

function scoreOfSet(set, word) {
  const kinds = Object.keys(SHARED).filter((kind) => set[kind].includes(word));
  return kinds.reduce((sum, kind) => sum + SHARED[kind], 0);
}

function lines(texts) {
  return plain(texts.join("\n"));
}

/** In lower case, without accents: people search without them. */
function plain(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

// The tokens that an answer reports: by pointers into its JSON, or in a header.
import { get } from "./pointers.js";

const KINDS = ["input", "output", "total"];

/** Counts by `rules`: for each kind null, `{header: NAME}` or `{pointers: LIST}`, whose counts are
 * added up. `see` takes a document, the last one with counts wins; `counts` has what was found. */
export function counter(rules, headers) {
  const counts = {};
  for (const kind of KINDS) {
    const written = rules?.[kind]?.header && headers.get(rules[kind].header);
    if (/^\d+$/.test(written ?? "")) {
      counts[kind] = Number(written);
    }
  }
  return {
    counts,
    see(document) {
      for (const kind of KINDS) {
        const pointers = rules?.[kind]?.pointers ?? [];
        const there = pointers.map((pointer) => get(document, pointer)).filter(Number.isInteger);
        if (there.length) {
          counts[kind] = there.reduce((sum, one) => sum + one, 0);
        }
      }
    },
  };
}

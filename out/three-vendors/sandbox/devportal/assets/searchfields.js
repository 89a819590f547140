// The fields of the search, and its form in a URL.

/** What is searched for, by the names of the fields; empty texts where nothing is. */
export function read(fields) {
  const words = Object.entries(fields).map(([name, one]) => [name, one?.value.trim() ?? ""]);
  return Object.fromEntries(words);
}

/** Puts what is asked for (URLSearchParams) into the fields. */
export function write(fields, asked) {
  for (const [name, one] of Object.entries(fields).filter(([, found]) => found)) {
    one.value = asked.get(name) ?? "";
    if (one.selectedIndex === -1) {
      one.selectedIndex = 0; // the word is no option of the list
    }
  }
}

/** As a URL for the history: a fragment, or the page without one. */
export function fragment(asked) {
  const words = new URLSearchParams(Object.entries(asked).filter(([, value]) => value));
  return words.size ? `#${words}` : location.pathname + location.search;
}

// One line for screen readers, for all that a page has to say beside what it shows.

/** Says the text, politely. */
export function say(text) {
  const line = document.getElementById("said");
  if (line) {
    line.textContent = text;
  }
}

// Elements of the page. Texts are only ever texts: nothing here reads HTML.

/** A new element with a class (empty: none) and a text. */
export function element(name, style, text) {
  const made = document.createElement(name);
  if (style) {
    made.className = style;
  }
  made.textContent = text;
  return made;
}

// Buttons that copy the text of an element: <button data-copy="ID">.
import { say } from "./saying.js";

const SHOWN_MS = 2000;

/** Makes every such button of the page work. */
export function start() {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.addEventListener("click", () => copy(button));
  }
}

async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  if (!source || button.dataset.label !== undefined) {
    return;
  }
  const done = await written(source);
  button.dataset.label = button.textContent;
  button.textContent = done ? "Copied" : "Press Ctrl+C";
  say(done ? "Copied" : "Selected: press Control and C to copy");
  setTimeout(() => {
    button.textContent = button.dataset.label;
    delete button.dataset.label;
  }, SHOWN_MS);
}

/** Whether the clipboard has the text; where the browser does not let pages write there, the text
 * is selected at least. */
async function written(source) {
  try {
    await navigator.clipboard.writeText(source.textContent);
    return true;
  } catch {
    // Not a secure context: there is no navigator.clipboard.
    getSelection().selectAllChildren(source);
    return document.execCommand("copy");
  }
}

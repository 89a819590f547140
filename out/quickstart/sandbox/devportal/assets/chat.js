// The chat panel of an API's page.
import { Panel } from "./chatpanel.js";

/** Makes the panel of the page work. */
export function start() {
  const form = document.getElementById("chat-form");
  if (!form) {
    return;
  }
  const panel = new Panel(JSON.parse(form.dataset.chat), part);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    panel.send();
  });
  part("text").addEventListener("keydown", (event) => {
    // While characters are composed, Enter chooses one of them.
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  part("stop").addEventListener("click", () => panel.running?.abort());
  part("new")?.addEventListener("click", () => panel.restart());
}

/** The element of the panel with this name. */
function part(name) {
  return document.getElementById(`chat-${name}`);
}

// The messages of the chat panel.
import { element } from "./elements.js";

const NEAR = 40; // pixels from the end that count as the end

/** Adds a message. Returns it with `append`, which adds a piece of text, and `remove`. */
export function message(role, who, text) {
  const log = messages();
  const said = document.createTextNode(text);
  const body = element("div", "message-text", "");
  body.append(said);
  const made = element("div", "message", "");
  made.dataset.role = role;
  made.append(element("p", "message-who", who), body);
  log.append(made);
  log.scrollTop = log.scrollHeight;
  return {
    remove: () => made.remove(),
    append(piece) {
      // Who reads further up is not pulled down.
      const follows = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
      said.appendData(piece);
      if (follows) {
        log.scrollTop = log.scrollHeight;
      }
    },
  };
}

/** Whether an answer is arriving: screen readers then wait for its end. */
export function busy(yes) {
  messages().setAttribute("aria-busy", String(yes));
}

/** Takes every message away. */
export function clear() {
  messages().replaceChildren();
}

function messages() {
  return document.getElementById("chat-log");
}

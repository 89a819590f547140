// The messages of the chat panel.
import { element } from "./elements.js";

const NEAR = 40; // pixels from the end that count as the end

/** Adds a message. Returns it with `append`, which adds a piece of text, `flush`, which shows all
 * pieces at once, and `remove`. */
export function message(role, who, text) {
  const log = messages();
  const said = document.createTextNode(text);
  // Pieces come faster than frames are painted, and to see where the reader is, the whole page is
  // laid out: that is done once for each frame.
  let waiting = "";
  let frame = 0;
  const flush = () => {
    cancelAnimationFrame(frame);
    frame = 0;
    if (!waiting) {
      return;
    }
    // Who reads further up is not pulled down.
    const follows = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
    said.appendData(waiting);
    waiting = "";
    if (follows) {
      log.scrollTop = log.scrollHeight;
    }
  };
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
      waiting += piece;
      frame ||= requestAnimationFrame(flush);
    },
    flush,
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

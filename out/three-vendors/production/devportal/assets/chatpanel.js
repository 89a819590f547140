// A conversation with the API's own chat operation, in this page's memory only.
import { wait } from "./chatbuttons.js";
import { error, measures } from "./chatfacts.js";
import * as log from "./chatlog.js";
import { exchange } from "./exchange.js";
import { accepted, headers } from "./key.js";
import { say } from "./saying.js";

/** chat: the page's data. part: the element of the panel with a name. */
export class Panel {
  turns = [];
  running = null;

  constructor(chat, part) {
    this.chat = chat;
    this.part = part;
  }

  async send() {
    const text = this.part("text").value.trim();
    if (!text || this.running) {
      return;
    }
    const running = new AbortController();
    const turns = [...this.turns, { role: "user", text }];
    const model = this.part("model")?.value.trim() ?? "";
    const wanted = this.part("stream")?.checked !== false;
    const { plain, streamed } = this.chat;
    const shown = [log.message("user", "You", text), log.message("assistant", model || "Model", "")];
    this.part("text").value = "";
    this.run(running);
    const found = await exchange(
      this.chat,
      (wanted ? streamed : plain) ?? plain ?? streamed,
      { model, turns },
      { keyHeaders: headers(), signal: running.signal, hear: shown[1].append },
    );
    if (this.running !== running) {
      return; // a new conversation has begun meanwhile
    }
    shown[1].flush();
    this.run(null);
    this.tell(found);
    if (found.text) {
      this.turns = [...turns, { role: "assistant", text: found.text }];
    } else if (found.complaint || found.stopped) {
      // Nothing was said: the question can be asked again.
      shown.forEach((one) => one.remove());
      this.part("text").value ||= text;
    }
  }

  /** What an answer is waited for with; null: with none. */
  run(controller) {
    this.running = controller;
    log.busy(Boolean(controller));
    wait(this.part("send"), this.part("stop"), Boolean(controller));
    error(null);
    measures(null);
  }

  tell(found) {
    accepted(found.status !== 401);
    error(found.complaint);
    measures(found.complaint && !found.text ? null : found);
    if (found.stopped) {
      say("Stopped");
    }
  }

  restart() {
    this.running?.abort();
    this.run(null);
    this.turns = [];
    log.clear();
    this.part("text").focus();
  }
}

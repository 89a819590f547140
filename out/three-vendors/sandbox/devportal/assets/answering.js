// What comes back: the text, while it arrives, and what it cost.
import { counter } from "./counting.js";
import { get } from "./pointers.js";
import { events, isStream } from "./streams.js";

/** An answer that says within itself that it failed; `told` is its JSON. */
export class Failed extends Error {
  constructor(told) {
    super("The answer broke off.");
    this.told = told;
  }
}

/** Reads an answer of status 2xx to the call, one of the two of the page's data. `hear` gets each
 * piece of the text. Resolves to the counts of tokens. Rejects with Failed, or as reading does. */
export async function read(response, chat, call, hear) {
  const count = counter(call.usage, response.headers);
  if (!isStream(response.headers.get("content-type"))) {
    const document = await response.json();
    if (isError(document)) {
      throw new Failed(document);
    }
    count.see(document);
    speak(get(document, chat.answer), hear);
    return count.counts;
  }
  for await (const event of events(response)) {
    if (event.data === call.end) {
      break;
    }
    const document = parsed(event.data);
    if (event.failed || event.name === "error" || isError(document)) {
      throw new Failed(document ?? event.data);
    }
    count.see(document);
    speak(get(document, chat.delta), hear);
  }
  return count.counts;
}

function speak(text, hear) {
  if (typeof text === "string" && text !== "") {
    hear(text);
  }
}

function isError(document) {
  return typeof document === "object" && document !== null && Boolean(document.error);
}

/** An event that is no JSON says nothing to us. */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

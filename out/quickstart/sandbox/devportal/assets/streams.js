// The events of a streamed answer, as they arrive, whatever frames them.
import { eventstreamReader } from "./eventstream.js";
import { ndjsonReader } from "./ndjson.js";
import { sseReader } from "./sse.js";

const READERS = {
  "text/event-stream": () => decoding(sseReader()),
  "application/x-ndjson": () => decoding(ndjsonReader()),
  "application/vnd.amazon.eventstream": eventstreamReader,
};

/** Whether answers of this media type (with or without parameters) are streams. */
export function isStream(type) {
  return Object.hasOwn(READERS, bare(type));
}

/** `{name, data, failed}` for each event of a Response: data is a text. Rejects as reading does. */
export async function* events(response) {
  const reader = READERS[bare(response.headers.get("content-type"))]();
  const body = response.body.getReader();
  try {
    for (;;) {
      const { done, value } = await body.read();
      yield* done ? reader.end() : reader.push(value);
      if (done) {
        return;
      }
    }
  } finally {
    // Whoever stops listening ends the request.
    await body.cancel().catch(() => undefined);
  }
}

function bare(type) {
  return (type ?? "").split(";")[0].trim().toLowerCase();
}

/** A reader of text as one of bytes; characters may be torn apart between pieces. */
function decoding(reader) {
  const decoder = new TextDecoder();
  return {
    push: (bytes) => reader.push(decoder.decode(bytes, { stream: true })),
    end: () => [...reader.push(decoder.decode()), ...reader.end()],
  };
}

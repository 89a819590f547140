// Frames of the media type application/vnd.amazon.eventstream: both lengths and their checksum,
// headers, a payload, a checksum of it all.
import { crc32 } from "./crc32.js";
import { texts } from "./eventheaders.js";

const PRELUDE = 12;
const LEAST = 16;
const MOST = 16 * 1024 * 1024;

/** A reader of bytes, as that of server-sent events is one of text. An event that tells of a
 * failure has `failed`. Error: these are no such frames. */
export function eventstreamReader() {
  let held = new Uint8Array();
  return {
    push(piece) {
      held = joined(held, piece);
      const events = [];
      for (let size = length(held); size && held.length >= size; size = length(held)) {
        events.push(event(held.subarray(0, size)));
        held = held.slice(size);
      }
      return events;
    },

    end() {
      return [];
    },
  };
}

function joined(one, other) {
  const all = new Uint8Array(one.length + other.length);
  all.set(one);
  all.set(other, one.length);
  return all;
}

function view(bytes) {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Of the first frame; 0 while that is not known. */
function length(bytes) {
  if (bytes.length < PRELUDE) {
    return 0;
  }
  const read = view(bytes);
  const size = read.getUint32(0);
  const sound = crc32(bytes.subarray(0, 8)) === read.getUint32(8);
  if (!sound || size < LEAST + read.getUint32(4) || size > MOST) {
    throw new Error("This is no frame of an event stream.");
  }
  return size;
}

function event(frame) {
  const read = view(frame);
  if (crc32(frame.subarray(0, -4)) !== read.getUint32(frame.length - 4)) {
    throw new Error("A frame of the event stream is damaged.");
  }
  const end = PRELUDE + read.getUint32(4);
  const headers = texts(frame.subarray(PRELUDE, end));
  const data = new TextDecoder().decode(frame.subarray(end, -4));
  const failed = (headers.get(":message-type") ?? "event") !== "event";
  const name = headers.get(":event-type") ?? headers.get(":exception-type") ?? "";
  return { name, data, failed };
}

// The headers of a frame of an event stream: name, type and value, one after the other.
const TEXT = 7;
// Of other types of values, the bytes; those of 6 and 7 begin with their length.
const SIZES = { 0: 0, 1: 0, 2: 1, 3: 2, 4: 4, 5: 8, 8: 8, 9: 16 };

/** Those that are texts, by their names. */
export function texts(bytes) {
  const read = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const found = new Map();
  for (let at = 0; at < bytes.length; ) {
    const named = at + 1 + bytes[at];
    const name = decoded(bytes.subarray(at + 1, named));
    const type = bytes[named];
    const sized = SIZES[type] === undefined ? 2 : 0;
    const from = named + 1 + sized;
    at = from + (sized ? read.getUint16(named + 1) : SIZES[type]);
    if (type === TEXT) {
      found.set(name, decoded(bytes.subarray(from, at)));
    }
  }
  return found;
}

function decoded(bytes) {
  return new TextDecoder().decode(bytes);
}

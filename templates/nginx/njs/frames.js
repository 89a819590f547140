// Usage in a stream of binary frames (application/vnd.amazon.eventstream). A frame: its length, that of
// its headers, a checksum of both, headers, payload, a checksum; numbers of four bytes, the highest one
// first. A payload that is a JSON document is an event. A longer frame than is parsed is passed over.
import { MAX_EVENT_BYTES } from './contract.js';
import { takeText } from './event.js';
import { interesting, keyBytes } from './keys.js';
import { spend, workOf } from './work.js';

const PRELUDE = 12;
const CHECKSUM = 4;

// `needed`: how many bytes there must be until there is more to read than in `parts`.
export function frameReader(pointers) {
    const keys = keyBytes(pointers);
    const work = workOf();
    const state = { pointers, keys, work, parts: [], size: 0, needed: 0, skipped: 0 };
    return { add: (chunk) => addFrames(state, chunk), end: () => {} };
}

// false: these are no frames, or too many.
function addFrames(state, chunk) {
    const passed = Math.min(state.skipped, chunk.length);
    state.skipped -= passed;
    state.parts.push(chunk.subarray(passed));
    state.size += chunk.length - passed;
    if (state.size < state.needed) {
        return true;
    }
    const bytes = state.parts.length === 1 ? state.parts[0] : Buffer.concat(state.parts);
    const end = readFrames(state, bytes);
    if (end < 0) {
        return false;
    }
    const rest = bytes.subarray(Math.min(end, bytes.length));
    state.skipped += Math.max(0, end - bytes.length);
    state.parts = rest.length === 0 ? [] : [rest];
    state.size = rest.length;
    return !state.work.over;
}

// Where the whole ones end, or the one that is passed over; less than 0: this is none.
function readFrames(state, bytes) {
    let at = 0;
    state.needed = PRELUDE;
    while (bytes.length - at >= PRELUDE && spend(state.work, 1)) {
        const total = bytes.readUInt32BE(at);
        const payload = PRELUDE + bytes.readUInt32BE(at + 4);
        if (payload + CHECKSUM > total) {
            return -1;
        }
        if (total <= MAX_EVENT_BYTES) {
            if (bytes.length - at < total) {
                state.needed = total;
                return at;
            }
            readPayload(state, bytes.subarray(at + payload, at + total - CHECKSUM));
        }
        at += total;
    }
    return at;
}

function readPayload(state, payload) {
    if (interesting(state.keys, payload)) {
        takeText(payload.toString(), state.pointers, state.work);
    }
}

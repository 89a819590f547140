// Usage in a stream of events: the data of server-sent events, or one JSON text a line. Nothing but the
// bytes that end events and name keys is searched for, and only an event with such a key becomes text.
// One that is too long for that is read as it comes.
import { MAX_EVENT_BYTES } from './contract.js';
import { endsWith, firstEnd, lastEnd } from './ends.js';
import { interesting, keyBytes } from './keys.js';
import { joined, longEvent } from './long.js';
import { readEvents } from './whole.js';
import { workOf } from './work.js';

// `framed`: with an empty line behind each event.
export function eventReader(pointers, framed) {
    const keys = keyBytes(pointers);
    const state = { pointers, framed, keys, parts: [], size: 0, last: 0, long: null, work: workOf() };
    return { add: (chunk) => addEvents(state, chunk), end: () => finishEvent(state) };
}

// The end of an event that has begun, whole ones, and the beginning of another. false: that is all.
function addEvents(state, chunk) {
    let first = 0;
    if (state.size > 0 && chunk.length > 0) {
        first = endsWith(state.framed, state.last, chunk[0]) ? 1 : firstEnd(chunk, state.framed, 0, []);
        hold(state, first < 0 ? chunk : chunk.subarray(0, first));
        if (first < 0) {
            return !state.work.over;
        }
        finishEvent(state);
    }
    const last = Math.max(first, lastEnd(chunk, state.framed));
    const whole = first === 0 && last === chunk.length;
    const events = whole ? chunk : chunk.subarray(first, last);
    if (interesting(state.keys, events)) {
        readEvents(state, events);
    }
    if (!whole) {
        hold(state, chunk.subarray(last));
    }
    return !state.work.over;
}

function hold(state, part) {
    if (part.length === 0) {
        return;
    }
    state.size += part.length;
    state.last = part[part.length - 1];
    if (state.long !== null) {
        state.long.add(part);
        return;
    }
    state.parts.push(part);
    if (state.size > MAX_EVENT_BYTES) {
        state.long = longEvent(state.pointers, state.framed, state.work);
        state.long.add(joined(state.parts));
        state.parts = [];
    }
}

function finishEvent(state) {
    if (state.long !== null) {
        state.long.end();
        state.long = null;
    } else if (state.size > 0) {
        readEvents(state, joined(state.parts));
    }
    state.parts = [];
    state.size = 0;
}

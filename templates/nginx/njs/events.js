// Usage in a stream of events: the data of server-sent events (HTML standard, 9.2), or one JSON text
// a line. An event is made into text and parsed only if it names something that is looked for.
import { firstEnd, interesting, keyBytes, lastCharacter, lastEnd } from './bytes.js';
import { MAX_EVENT_CHARS } from './contract.js';
import { takeText } from './event.js';
import { lineReader } from './lines.js';
import { search } from './member.js';

export function eventReader(pointers, framed) {
    const state = { pointers, framed, keys: keyBytes(pointers), data: [], size: 0, cut: null };
    state.lines = lineReader(MAX_EVENT_CHARS, (line, beginning, end) => {
        if (line === null) {
            // A picture, say. What is looked for stands before it or after it.
            if (!framed || beginning.startsWith('data:')) {
                search(beginning, pointers);
                search(end, pointers);
            }
        } else if (framed) {
            field(state, line);
        } else {
            takeText(line, pointers);
        }
    });
    return {
        add: (chunk) => addEvents(state, whole(state, chunk)),
        end: () => state.lines.add('\n\n'),
    };
}

// The chunk with the beginning of its first character, which came before, and without that of its last
// one, which comes later.
function whole(state, chunk) {
    const bytes = state.cut === null ? chunk : Buffer.concat([state.cut, chunk]);
    const end = lastCharacter(bytes);
    state.cut = end === bytes.length ? null : bytes.subarray(end);
    return end === bytes.length ? bytes : bytes.subarray(0, end);
}

// The end of an event that has begun, whole ones, and the beginning of another: of the whole ones only
// those become text in which something can be found.
function addEvents(state, chunk) {
    const between = state.size === 0 && !state.lines.open();
    const first = between ? 0 : firstEnd(chunk, state.framed);
    const last = Math.max(first, lastEnd(chunk, state.framed));
    readPart(state, chunk.subarray(0, first));
    const events = chunk.subarray(first, last);
    if (interesting(state.keys, events)) {
        readPart(state, events);
    }
    readPart(state, chunk.subarray(last));
    return true;
}

function readPart(state, part) {
    if (part.length > 0) {
        state.lines.add(part.toString());
    }
}

// One line of an event; an empty one ends it.
function field(state, line) {
    if (line === '') {
        takeText(state.data.join(''), state.pointers);
        state.data = [];
        state.size = 0;
    } else if (line.startsWith('data:')) {
        state.size += line.length;
        // An event without an end would grow for as long as the vendor likes.
        if (state.size > MAX_EVENT_CHARS) {
            state.data = [];
        } else {
            state.data.push(line.slice(5));
        }
    }
}

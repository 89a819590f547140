// Usage in a stream of events: the data of server-sent events (HTML standard, 9.2), or one JSON text
// a line. An event is made into text and parsed only if it names something that is looked for.
import bytes from 'bytes.js';
import lines from 'lines.js';
import used from 'used.js';

function reader(pointers, framed) {
    const state = { pointers, framed, keys: bytes.keys(pointers), data: [], size: 0 };
    state.lines = lines.reader(gw_gateway.max_event_chars, (line) => {
        if (framed) {
            field(state, line);
        } else {
            parse(pointers, line);
        }
    });
    return {
        add: (chunk) => add(state, chunk),
        end: () => state.lines.add('\n\n'),
    };
}

// The end of an event that has begun, whole ones, and the beginning of another: of the whole ones only
// those become text in which something can be found.
function add(state, chunk) {
    const between = state.size === 0 && !state.lines.open();
    const first = between ? 0 : bytes.firstEnd(chunk, state.framed);
    const last = Math.max(first, bytes.lastEnd(chunk, state.framed));
    read(state, chunk.subarray(0, first));
    const whole = chunk.subarray(first, last);
    if (bytes.interesting(state.keys, whole)) {
        read(state, whole);
    }
    read(state, chunk.subarray(last));
    return true;
}

function read(state, part) {
    if (part.length > 0) {
        state.lines.add(part.toString());
    }
}

// One line of an event; an empty one ends it.
function field(state, line) {
    if (line === '') {
        parse(state.pointers, state.data.join(''));
        state.data = [];
        state.size = 0;
    } else if (line !== null && line.startsWith('data:')) {
        state.size += line.length;
        // An event without an end would grow for as long as the vendor likes.
        if (state.size > gw_gateway.max_event_chars) {
            state.data = [];
        } else {
            state.data.push(line.slice(5));
        }
    }
}

function parse(pointers, data) {
    // Not JSON: an empty line, or the "[DONE]" that ends some streams.
    if (data === null || !data.includes('{')) {
        return;
    }
    try {
        used.take(JSON.parse(data), pointers);
    } catch (e) {
        // A text of the vendor's own; the next event may be JSON again.
    }
}

export default { reader };

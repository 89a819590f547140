// Usage in a stream of events: the data of server-sent events (HTML standard, 9.2), or one JSON text
// a line. An event is made into text and parsed only if it names something that is looked for.
import bytes from 'bytes.js';
import used from 'used.js';

function reader(pointers, framed) {
    const state = { pointers, framed, rest: '', data: '', keys: keys(pointers) };
    return {
        add: (chunk) => add(state, chunk),
        end: () => lines(state, '\n\n'),
    };
}

// The keys that the pointers begin with, as bytes of JSON; the model's apart, since one is enough.
function keys(pointers) {
    const first = (pointer) => (pointer === null ? null : `"${pointer[0]}"`);
    return { model: first(pointers.model), figures: [first(pointers.input), first(pointers.output)] };
}

function add(state, chunk) {
    const between = state.rest === '' && state.data === '';
    if (!between || !bytes.endsLine(chunk, state.framed) || interesting(state.keys, chunk)) {
        lines(state, chunk.toString());
    }
    return true;
}

function interesting(sought, chunk) {
    return (used.model === null && bytes.names(chunk, sought.model))
        || bytes.names(chunk, sought.figures[0])
        || (sought.figures[1] !== sought.figures[0] && bytes.names(chunk, sought.figures[1]));
}

function lines(state, chunk) {
    const parts = (state.rest + chunk).split(/\r\n|\n|\r/);
    state.rest = parts.pop();
    // A line without an end would grow for as long as the vendor likes.
    if (state.rest.length + state.data.length > gw_gateway.max_event_chars) {
        state.rest = '';
        state.data = '';
    }
    for (let i = 0; i < parts.length; i += 1) {
        line(state, parts[i]);
    }
}

function line(state, part) {
    if (!state.framed) {
        parse(state.pointers, part);
    } else if (part.startsWith('data:')) {
        state.data += part.slice(5);
    } else if (part === '') {
        parse(state.pointers, state.data);
        state.data = '';
    }
}

function parse(pointers, data) {
    // Not JSON: an empty line, or the "[DONE]" that ends some streams.
    if (!data.includes('{')) {
        return;
    }
    try {
        used.take(JSON.parse(data), pointers);
    } catch (e) {
        // A text of the vendor's own; the next event may be JSON again.
    }
}

export default { reader };

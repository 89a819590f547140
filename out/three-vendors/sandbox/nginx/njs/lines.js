// The lines of a text that comes in chunks; they end with LF, CRLF or CR.
//
// Never with a regular expression: njs takes a time for it that grows with the square of the text,
// and all other requests of the worker wait so long. Nor is a line put together before its end.

// Calls take(line) for each line; with null for one that is longer than `most` characters, of which
// nothing is kept. `open`: whether a line has begun.
function reader(most, take) {
    const state = { most, take, parts: [], size: 0, cut: false };
    return { add: (text) => add(state, text), open: () => state.size > 0 || state.cut };
}

function add(state, text) {
    const parts = breaks(state, text).split('\n');
    const last = parts.pop();
    for (let i = 0; i < parts.length; i += 1) {
        keep(state, parts[i]);
        state.take(finish(state));
    }
    keep(state, last);
}

// `text` with "\n" for every line break; one that two chunks share counts once.
function breaks(state, text) {
    const rest = state.cut && text.startsWith('\n') ? text.slice(1) : text;
    state.cut = text.endsWith('\r');
    if (!rest.includes('\r')) {
        return rest;
    }
    return rest.split('\r\n').join('\n').split('\r').join('\n');
}

function keep(state, part) {
    if (part === '') {
        return;
    }
    state.size += part.length;
    if (state.size > state.most) {
        state.parts = [];
    } else {
        state.parts.push(part);
    }
}

function finish(state) {
    const line = state.size > state.most ? null : state.parts.join('');
    state.parts = [];
    state.size = 0;
    return line;
}

export default { reader };

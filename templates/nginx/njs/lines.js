// The lines of a text that comes in chunks; they end with LF, CRLF or CR.
//
// Never with a regular expression: njs takes a time for it that grows with the square of the text,
// and all other requests of the worker wait so long. Nor is a line put together before its end.

import { SEARCHED_BYTES } from './contract.js';

// Calls take(line) for each line; take(null, beginning, end) for one that is longer than `most`
// characters, of which no more is kept. `open`: whether a line has begun.
export function lineReader(most, take) {
    const state = { most, take, parts: [], size: 0, beginning: '', cut: false };
    return { add: (text) => addText(state, text), open: () => state.size > 0 || state.cut };
}

function addText(state, text) {
    const parts = breaks(state, text).split('\n');
    const last = parts.pop();
    for (let i = 0; i < parts.length; i += 1) {
        keep(state, parts[i]);
        finishLine(state);
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
    state.parts.push(part);
    if (state.size > state.most) {
        shorten(state);
    }
}

// A chunk has a few KiB, and so have parts: the last ones that together are long enough stay.
function shorten(state) {
    state.beginning = state.beginning || state.parts[0];
    let from = state.parts.length;
    for (let length = 0; from > 0 && length < SEARCHED_BYTES; length += state.parts[from].length) {
        from -= 1;
    }
    state.parts = state.parts.slice(from);
}

function finishLine(state) {
    const text = state.parts.join('');
    const beginning = state.beginning;
    const long = state.size > state.most;
    state.parts = [];
    state.size = 0;
    state.beginning = '';
    if (long) {
        state.take(null, beginning, text);
    } else {
        state.take(text);
    }
}

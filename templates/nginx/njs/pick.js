// Picks out of a JSON text (RFC 8259) what pointers lead to. It comes in chunks of any size, and little
// more than what is picked is held; whatever no pointer leads into is passed over by its brackets and
// quotes (skip.js). A text that is not JSON only yields less.
import { MAX_DOCUMENT_BYTES } from './contract.js';
import { isSpace, skip } from './skip.js';
import { places } from './places.js';
import { take } from './take.js';
import { goInto, readValue } from './values.js';

// A reader of a document of which `chunks` have come. What is picked makes a document of nothing but the
// members that lead to values.
export function longReader(pointers, chunks) {
    const state = { rest: null, skipped: null, inside: [] };
    // As if the document stood in an array.
    const document = {};
    const model = pointers.model === null ? [] : [pointers.model];
    goInto(state, { '/0': tree(model.concat(places(pointers))) }, document, true);
    let size = 0;
    const add = (chunk) => {
        size += chunk.length;
        pickFrom(state, chunk);
        if (size > MAX_DOCUMENT_BYTES) {
            take(document[0], pointers);
        }
        return size <= MAX_DOCUMENT_BYTES;
    };
    chunks.forEach(add);
    return { add, end: () => take(document[0], pointers) };
}

// Keys begin with "/", because objects have members of their own, such as "constructor".
function tree(pointers) {
    const root = {};
    pointers.forEach((pointer) => pointer.reduce((node, key) => {
        node['/' + key] = node['/' + key] || {};
        return node['/' + key];
    }, root));
    return root;
}

function pickFrom(state, chunk) {
    const bytes = state.rest === null ? chunk : Buffer.concat([state.rest, chunk]);
    state.rest = null;
    let at = 0;
    while (at < bytes.length) {
        const next = state.skipped === null ? step(state, bytes, at) : skip(state, bytes, at);
        if (next < 0) {
            state.rest = bytes.subarray(at);
            return;
        }
        at = next;
    }
}

// Where what stands at `at` ends; less than 0: it is not there whole.
function step(state, bytes, at) {
    const code = bytes[at];
    const top = state.inside[state.inside.length - 1];
    if (code === 0x2c) { // ","
        top.index += 1;
        top.key = '/' + top.index;
        top.naming = !top.array;
    } else if (code === 0x5d || code === 0x7d) { // "]" or "}"
        if (state.inside.length > 1) {
            state.inside.pop();
        }
    } else if (code !== 0x3a && !isSpace(code)) { // ":"
        return readValue(state, top, bytes, at);
    }
    return at + 1;
}

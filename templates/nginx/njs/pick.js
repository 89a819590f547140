// Picks out of a JSON text (RFC 8259) what pointers lead to. It comes in chunks of any size, and little
// more than what is picked is held; whatever no pointer leads into is passed over by its brackets and
// quotes (skip.js). A text that is not JSON only yields less.
import { MAX_DOCUMENT_BYTES } from './contract.js';
import { goInto, goOn, goOut } from './inside.js';
import { places } from './places.js';
import { skip } from './skip.js';
import { take } from './take.js';
import { isSpace } from './texts.js';
import { readValue } from './values.js';
import { workOf } from './work.js';

// A reader of a document of which `chunks` have come. What is picked makes a document of nothing but the
// members that lead to values.
export function longReader(pointers, chunks) {
    const state = { rest: null, skipped: null, inside: [], done: false, work: workOf() };
    // As if the document stood in an array.
    const document = {};
    const model = pointers.model === null ? [] : [pointers.model];
    goInto(state, { '/0': tree(model.concat(places(pointers))) }, document, true);
    let size = 0;
    const add = (chunk) => {
        size += chunk.length;
        pickFrom(state, chunk);
        const more = size <= MAX_DOCUMENT_BYTES && !state.work.over;
        if (!more) {
            take(document[0], pointers);
        }
        return more;
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
    let next = 0; // not in the loop, where njs would make it anew every time
    while (at < bytes.length && !state.done && !state.work.over) {
        next = state.skipped === null ? step(state, bytes, at) : skip(state, bytes, at);
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
        goOn(state, top);
    } else if (code === 0x5d || code === 0x7d) { // "]" or "}"
        goOut(state);
    } else if (code !== 0x3a && !isSpace(code)) { // ":"
        return readValue(state, top, bytes, at);
    }
    return at + 1;
}

// Usage in one JSON document. A long one is not parsed: what is looked for stands near its beginning
// or its end, so these are searched. A very long one is let go after its beginning.
import { MAX_DOCUMENT_BYTES, MAX_PARSED_BYTES, SEARCHED_BYTES } from './contract.js';
import { take } from './used.js';

export function documentReader(pointers) {
    const chunks = [];
    let size = 0;
    return {
        add: (chunk) => {
            size += chunk.length;
            // Keeping a chunk costs nothing, nginx's module keeps its bytes all the same.
            if (chunk.length > 0) {
                chunks.push(chunk);
            }
            if (size > MAX_DOCUMENT_BYTES) {
                search(textOf(chunks, 0, 1), pointers);
                return false;
            }
            return true;
        },
        end: () => finishDocument(chunks, size, pointers),
    };
}

function finishDocument(chunks, size, pointers) {
    if (size <= MAX_PARSED_BYTES) {
        take(JSON.parse(textOf(chunks, 0, chunks.length)), pointers);
        return;
    }
    search(textOf(chunks, 0, 1), pointers);
    let from = chunks.length;
    for (let length = 0; from > 0 && length < SEARCHED_BYTES; length += chunks[from].length) {
        from -= 1;
    }
    search(textOf(chunks, from, chunks.length), pointers);
}

function textOf(chunks, from, to) {
    return (to - from === 1 ? chunks[from] : Buffer.concat(chunks.slice(from, to))).toString();
}

// Takes what the members that the pointers begin with say, as far as `piece` shows them.
export function search(piece, pointers) {
    const shown = {};
    [pointers.model, pointers.input, pointers.output].forEach((pointer) => {
        if (pointer !== null) {
            shown[pointer[0]] = member(piece, pointer[0]);
        }
    });
    take(shown, pointers);
}

// A quote inside a string is escaped, so a key's own quotes cannot be part of one: what follows
// "{" or "," and is followed by ":" is a key. The last one counts.
function member(piece, name) {
    const key = `"${name}"`;
    let at = piece.lastIndexOf(key);
    while (at > 0 && !/[{,]\s*$/.test(piece.slice(Math.max(0, at - 64), at))) {
        at = piece.lastIndexOf(key, at - 1);
    }
    const value = /^\s*:\s*("(?:[^"\\]|\\.)*"|\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\})/.exec(
        piece.slice(at + key.length, at + key.length + 4096));
    return at > 0 && value !== null ? JSON.parse(value[1]) : null;
}

// Chunks of a stream as bytes.
import { places } from './places.js';
import { used } from './used.js';

// The keys that the pointers begin with, as bytes of JSON; the model's apart, since one is enough.
export function keyBytes(pointers) {
    const first = (pointer) => (pointer === null ? null : `"${pointer[0]}"`);
    return {
        model: first(pointers.model),
        figures: [first(pointers.input), first(pointers.output)],
        parts: pointers.sums === null ? null : places(pointers).map(first),
    };
}

// Whether a chunk has one of them that is still worth reading.
export function interesting(sought, chunk) {
    return (used.model === null && names(chunk, sought.model))
        || names(chunk, sought.figures[0])
        || (sought.figures[1] !== sought.figures[0] && names(chunk, sought.figures[1]))
        || (sought.parts !== null && sought.parts.some((key) => names(chunk, key)));
}

// Where the first event of a chunk (`framed`: with an empty line) or its first line has ended; the
// chunk's length if none has. Breaks of CR alone are not looked for.
export function firstEnd(chunk, framed) {
    const plain = framed ? end(chunk.indexOf('\n\n'), 2) : end(chunk.indexOf('\n'), 1);
    const returned = framed ? end(chunk.indexOf('\n\r\n'), 3) : 0;
    return Math.min(plain || chunk.length, returned || chunk.length);
}

// The same for the last one; 0 if none has.
export function lastEnd(chunk, framed) {
    return framed
        ? Math.max(end(chunk.lastIndexOf('\n\n'), 2), end(chunk.lastIndexOf('\n\r\n'), 3))
        : end(chunk.lastIndexOf('\n'), 1);
}

// Where the last character of UTF-8 ends that is there whole.
export function lastCharacter(chunk) {
    const length = chunk.length;
    for (let at = length - 1; at >= 0 && at >= length - 3; at -= 1) {
        if (chunk[at] < 0x80) {
            return length;
        }
        if (chunk[at] >= 0xc0) {
            return length - at < (chunk[at] >= 0xf0 ? 4 : chunk[at] >= 0xe0 ? 3 : 2) ? at : length;
        }
    }
    return length;
}

function end(at, length) {
    return at < 0 ? 0 : at + length;
}

// Whether a chunk has the JSON key `key`, quotes included, with a value that is not null.
function names(chunk, key) {
    let at = key === null ? -1 : chunk.indexOf(key);
    while (at >= 0) {
        at += key.length;
        while (chunk[at] === 0x3a || chunk[at] === 0x20) {
            at += 1;
        }
        if (chunk[at] !== 0x6e) {
            return true;
        }
        at = chunk.indexOf(key, at);
    }
    return false;
}

// Usage in an event that is too long to be parsed.
import { places } from './places.js';
import { take } from './take.js';

// Takes what the members that the pointers begin with say, as far as `piece` shows them.
export function search(piece, pointers) {
    const shown = {};
    places(pointers).concat([pointers.model]).forEach((pointer) => {
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
    const value = /^\s*:\s*("(?:[^"\\]|\\.)*"|[0-9][0-9.eE+-]*(?=[\s,}])|\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\})/.exec(
        piece.slice(at + key.length, at + key.length + 4096));
    return at > 0 && value !== null ? JSON.parse(value[1]) : null;
}

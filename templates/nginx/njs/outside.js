// A JSON text outside of its strings. njs runs a step of a loop in the time in which it searches
// hundreds of characters, so that strings are jumped over.

// Calls `visit(from, to, begin)` for each part, from the first to the last; it can be empty. `begin`:
// of the string before it, quotes included; -1 for the first part.
export function outside(text, visit) {
    let begin = -1;
    let from = 0;
    for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', from)) {
        visit(from, at, begin);
        begin = at;
        from = behindString(text, at + 1);
    }
    visit(from, text.length, begin);
}

// `start`: behind the quote that begins the string. One that does not end takes all.
function behindString(text, start) {
    let at = text.indexOf('"', start);
    while (at >= 0 && isEscaped(text, start, at)) {
        at = text.indexOf('"', at + 1);
    }
    return at < 0 ? text.length : at + 1;
}

function isEscaped(text, start, at) {
    let from = at;
    while (from > start && text.charCodeAt(from - 1) === 0x5c) {
        from -= 1;
    }
    return (at - from) % 2 === 1;
}

// Calls `visit(at, open)` for each bracket and brace outside of strings, until that returns false.
export function brackets(text, visit) {
    let going = true;
    outside(text, (from, to) => {
        for (let at = from; going && at < to; at += 1) {
            const code = text.charCodeAt(at) | 0x20; // "[" and "{" differ in this bit, and "]" and "}"
            if (code === 0x7b || code === 0x7d) {
                going = visit(at, code === 0x7b);
            }
        }
    });
}

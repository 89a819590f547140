// A JSON text outside of its strings. njs runs a step of a loop in the time in which it searches
// hundreds of characters, so that all is searched for that can be.

const BRACKETS = ['[', '{', ']', '}'];

// Calls `visit(from, to, begin)` for each part, from the first to the last; it can be empty. `begin`:
// of the string before it, quotes included; -1 for the first part. Until that returns false.
export function outside(text, visit) {
    let begin = -1;
    let from = 0;
    let at = text.indexOf('"');
    while (at >= 0 && visit(from, at, begin) !== false) {
        begin = at;
        from = behindString(text, at + 1);
        at = text.indexOf('"', from);
    }
    if (at < 0) {
        visit(from, text.length, begin);
    }
}

// `start`: behind the quote that begins the string. One that does not end takes all.
function behindString(text, start) {
    let at = text.indexOf('"', start);
    while (at >= 0 && text.charCodeAt(at - 1) === 0x5c && isEscaped(text, start, at)) {
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
    const next = BRACKETS.map(() => -1);
    outside(text, (from, to) => {
        let kind = nearest(text, next, from);
        let going = true;
        while (going && next[kind] < to) {
            going = visit(next[kind], kind < 2);
            kind = nearest(text, next, next[kind] + 1);
        }
        return going;
    });
}

// Which of them comes next; `next`: where each does, brought up to date.
function nearest(text, next, from) {
    let best = 0;
    for (let i = 0; i < BRACKETS.length; i += 1) {
        if (next[i] < from) {
            next[i] = text.indexOf(BRACKETS[i], from);
            next[i] = next[i] < 0 ? text.length : next[i];
        }
        best = next[i] < next[best] ? i : best;
    }
    return best;
}

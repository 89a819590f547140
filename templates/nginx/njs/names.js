// Names of members that were chosen to be slow. njs finds them by a hash that anybody can compute, and
// thousands that share theirs would hold the worker up for minutes. So they are first put into an
// object one by one, against the clock.
import { outside } from './outside.js';

// A shorter text has too few of them to matter.
const HARMLESS = 16384;
// So many are put there between two looks at the clock.
const AT_ONCE = 256;
const MOST_MS = 300;
const EACH_MS = 0.02;

// Error: they are too slow. `plain`: the text without escapes in strings, and as long.
export function timeNames(text, plain) {
    if (text.length < HARMLESS) {
        return;
    }
    const escapes = text.includes('\\');
    const names = { known: Object.create(null), escapes, waiting: [], count: 0, seen: 0, spent: 0 };
    if (/"[ \t\r\n]+:/.test(plain)) {
        outside(plain, (from, to, begin) => {
            if (begin >= 0 && isName(plain, from)) {
                wait(names, text.slice(begin + 1, from - 1));
            }
        });
        return;
    }
    // Between the quotes may also be what stands before a text that begins with a colon.
    for (let at = plain.indexOf('":', 1); at > 0; at = plain.indexOf('":', at + 2)) {
        wait(names, text.slice(plain.lastIndexOf('"', at - 1) + 1, at));
    }
}

function wait(names, written) {
    names.waiting[names.count] = written;
    names.count += 1;
    if (names.count === AT_ONCE) {
        names.count = 0;
        names.seen += AT_ONCE;
        names.spent += timeOf(names);
        if (names.spent > MOST_MS + EACH_MS * names.seen) {
            throw new Error('names that are too slow');
        }
    }
}

function timeOf(names) {
    const start = Date.now();
    for (let i = 0; i < AT_ONCE; i += 1) {
        names.known[names.escapes ? nameOf(names.waiting[i]) : names.waiting[i]] = 1;
    }
    return Date.now() - start;
}

function isName(text, end) {
    let at = end;
    let code = text.charCodeAt(at);
    while (code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d) {
        at += 1;
        code = text.charCodeAt(at);
    }
    return code === 0x3a;
}

// What is no string of JSON is refused later.
function nameOf(written) {
    if (!written.includes('\\')) {
        return written;
    }
    try {
        return JSON.parse(`"${written}"`);
    } catch (e) {
        return '';
    }
}

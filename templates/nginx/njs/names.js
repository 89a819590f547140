// Names of members that were chosen to be slow. njs finds them by a hash that anybody can compute, and
// thousands that share theirs would hold the worker up for minutes. So they are first put into an
// object one by one, against the clock.

// A shorter text has too few of them to matter.
const HARMLESS = 16384;
// So many are put there between two looks at the clock.
const AT_ONCE = 256;
const MOST_MS = 300;
const EACH_MS = 0.02;

// A function to be called with where a string begins and where it ended, quotes included; null: there
// is no need to. Error: too slow.
export function namesTimed(text) {
    if (text.length < HARMLESS) {
        return null;
    }
    const known = Object.create(null);
    let waiting = [];
    let spent = 0;
    let seen = 0;
    return (begin, end) => {
        if (!isName(text, end)) {
            return;
        }
        waiting.push(nameOf(text.slice(begin, end)));
        if (waiting.length < AT_ONCE) {
            return;
        }
        seen += AT_ONCE;
        spent += timeOf(known, waiting);
        waiting = [];
        if (spent > MOST_MS + EACH_MS * seen) {
            throw new Error('names that are too slow');
        }
    };
}

function timeOf(known, names) {
    const start = Date.now();
    for (let i = 0; i < names.length; i += 1) {
        known[names[i]] = 1;
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
        return written.slice(1, -1);
    }
    try {
        return JSON.parse(written);
    } catch (e) {
        return '';
    }
}

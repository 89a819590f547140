// Passing over what is of no interest in a JSON text that comes in chunks. Bytes are searched for, not
// looked at one by one: njs takes a hundred times longer for that.

// What is being passed over, from behind its first byte on: a string, an object or an array. Inside of
// one kind of brackets the other kind is always closed.
export function over(code) {
    const string = code === 0x22;
    return { open: code, depth: string ? 0 : 1, string, escaped: false };
}

// From `at` on; where it ends, or the end of the chunk. `state.skipped` is null behind its end.
export function skip(state, bytes, at) {
    const skipped = state.skipped;
    let from = at;
    let quote = -1;
    let open = -1;
    let close = -1;
    while (from < bytes.length && (skipped.string || skipped.depth > 0)) {
        if (skipped.string) {
            from = afterString(skipped, bytes, from);
        } else {
            quote = quote < from ? findByte(bytes, 0x22, from) : quote;
            open = open < from ? findByte(bytes, skipped.open, from) : open;
            close = close < from ? findByte(bytes, skipped.open + 2, from) : close;
            from = Math.min(quote, open, close) + 1;
            skipped.string = from - 1 === quote && quote < bytes.length;
            if (!skipped.string && from <= bytes.length) {
                skipped.depth += from - 1 === open ? 1 : -1;
            }
        }
    }
    if (!skipped.string && skipped.depth === 0) {
        state.skipped = null;
    }
    return Math.min(from, bytes.length);
}

// Behind the string that begins before `at`; -1 if it does not end here.
export function stringEnd(bytes, at) {
    const string = { string: true, escaped: false };
    const end = afterString(string, bytes, at);
    return string.string ? -1 : end;
}

// A quote behind an odd number of backslashes ends no string.
function afterString(string, bytes, at) {
    const from = string.escaped ? at + 1 : at;
    let quote = from - 1;
    let slash = 0; // not in the loop, where njs would make it anew every time
    do {
        quote = findByte(bytes, 0x22, quote + 1);
        slash = quote;
        while (slash > from && bytes[slash - 1] === 0x5c) {
            slash -= 1;
        }
        string.escaped = (quote - slash) % 2 === 1;
    } while (string.escaped && quote < bytes.length);
    string.string = quote === bytes.length;
    return string.string ? quote : quote + 1;
}

// Behind a number or a name such as "null"; -1 if it may go on behind the chunk.
export function wordEnd(bytes, at) {
    for (let end = at + 1; end < bytes.length; end += 1) {
        if (bytes[end] === 0x2c || bytes[end] === 0x5d || bytes[end] === 0x7d || isSpace(bytes[end])) {
            return end;
        }
    }
    return -1;
}

export function isSpace(code) {
    return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}

function findByte(bytes, code, from) {
    const at = bytes.indexOf(code, from);
    return at < 0 ? bytes.length : at;
}

// Where strings, numbers and names of a JSON text end, whose bytes come in chunks.

// Behind the string that begins before `at`; -1 if it does not end here.
export function stringEnd(bytes, at) {
    const string = { string: true, escaped: false };
    const end = afterString(string, bytes, at);
    return string.string ? -1 : end;
}

// Behind the string that goes on at `from`, or the end of the chunk.
export function afterString(string, bytes, from) {
    const quote = string.escaped ? -1 : bytes.indexOf(0x22, from);
    if (quote === from || (quote > from && bytes[quote - 1] !== 0x5c)) {
        string.string = false;
        return quote + 1;
    }
    return afterEscapes(string, bytes, string.escaped ? from + 1 : from);
}

// A quote behind an odd number of backslashes ends no string.
function afterEscapes(string, bytes, from) {
    let quote = from - 1;
    let slash = 0;
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

// Chunks of a stream as bytes.

// Whether a chunk ends where an event (`framed`: with an empty line) or a line ends.
function endsLine(chunk, framed) {
    const end = chunk.length - 1;
    if (chunk[end] !== 0x0a || !framed) {
        return chunk[end] === 0x0a;
    }
    return chunk[end - 1] === 0x0a || (chunk[end - 1] === 0x0d && chunk[end - 2] === 0x0a);
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

export default { endsLine, names };

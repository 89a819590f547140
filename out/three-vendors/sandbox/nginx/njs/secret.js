// The vendor's key, read for every request: a file that is replaced is picked up at once.
import fs from 'fs';

// The key; null if it is missing, empty or cannot stand in a header.
function read(credential) {
    let key;
    try {
        key = credential.variable !== undefined
            ? process.env[credential.variable]
            : fs.readFileSync(credential.file, 'utf8');
    } catch (e) {
        return null;
    }
    if (typeof key !== 'string') {
        return null;
    }
    key = withoutLineBreak(key);
    // Not /^[\x21-\x7e]+$/: in njs "$" also matches before a last line break, and a line break in
    // the header block would split the request.
    if (key === '' || key.length > gw_gateway.max_key_bytes || /[^\x21-\x7e]/.test(key)) {
        return null;
    }
    return key;
}

function withoutLineBreak(key) {
    if (key.endsWith('\r\n')) {
        return key.slice(0, -2);
    }
    return key.endsWith('\n') ? key.slice(0, -1) : key;
}

export default { read };

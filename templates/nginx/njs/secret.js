// The vendor's key, read for every request: a file that is replaced is picked up at once.
import fs from 'fs';
import { MAX_KEY_BYTES } from './contract.js';

// The key; null if it is missing, empty or cannot stand in a header.
export function secretOf(variable, file) {
    let key;
    try {
        key = variable !== '' ? process.env[variable] : fs.readFileSync(file, 'utf8');
    } catch (e) {
        return null;
    }
    if (typeof key !== 'string') {
        return null;
    }
    key = withoutLineBreak(key);
    // Not /^[\x21-\x7e]+$/: in njs "$" also matches before a last line break, and a line break in
    // the header block would split the request.
    if (key === '' || key.length > MAX_KEY_BYTES || /[^\x21-\x7e]/.test(key)) {
        return null;
    }
    return key;
}

function withoutLineBreak(key) {
    if (!key.endsWith('\n')) {
        return key;
    }
    return key.slice(0, key.endsWith('\r\n') ? -2 : -1);
}

// Names and values of a JSON text, where pick.js is in an object or an array that pointers lead into.
import { MAX_TEXT } from './contract.js';
import { goInto } from './inside.js';
import { over } from './skip.js';
import { stringEnd, wordEnd } from './texts.js';
import { spend } from './work.js';

// Where what begins at `at` ends; less than 0: it is not there whole.
export function readValue(state, top, bytes, at) {
    const code = bytes[at];
    const node = top.naming ? undefined : top.node[top.key];
    if (code === 0x7b || code === 0x5b) { // "{" or "["
        if (node === undefined) {
            state.skipped = over(code);
        } else {
            const into = {};
            top.into[top.key.slice(1)] = into;
            goInto(state, node, into, code === 0x5b);
        }
        return at + 1;
    }
    if (code === 0x22 && node === undefined && !top.naming) {
        state.skipped = over(code);
        return at + 1;
    }
    return readText(state, top, bytes, at);
}

// What is longer than MAX_TEXT is neither wanted as a value nor known as a name.
function readText(state, top, bytes, at) {
    const string = bytes[at] === 0x22;
    const end = string ? stringEnd(bytes, at + 1) : wordEnd(bytes, at);
    if ((end < 0 ? bytes.length : end) - at > MAX_TEXT) {
        top.key = '';
        top.naming = false;
        if (string) {
            state.skipped = over(0x22);
            return at + 1;
        }
        return end < 0 ? bytes.length : end;
    }
    if (end < 0) {
        return -1;
    }
    if (!spend(state.work, 1)) {
        return bytes.length;
    }
    const text = parsed(bytes.subarray(at, end).toString());
    if (top.naming) {
        top.key = '/' + text;
        top.naming = false;
    } else if (top.node[top.key] !== undefined) {
        top.into[top.key.slice(1)] = text;
    }
    return end;
}

function parsed(text) {
    try {
        return JSON.parse(text);
    } catch (e) {
        return null;
    }
}

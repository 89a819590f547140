// What an answer loses or gets that only few have.
import { vendorId } from './facts.js';
import { found } from './found.js';

// Shorter keys would be found everywhere.
const LEAST_KEY = 8;

export function finish(r) {
    if (found.hidden !== null) {
        conceal(r, found.hidden);
    }
    if (r.status === 101) {
        // It was for one hop and went with the others; nginx itself writes "Connection: upgrade".
        r.headersOut.Upgrade = 'websocket';
    }
}

// A redirect, say, that repeats the query: a key in it is the vendor's and not for the client, however
// it is percent-encoded.
function conceal(r, hidden) {
    const key = hidden[1].length < LEAST_KEY ? unescaped(hidden[0]) : hidden[1];
    Object.keys(r.headersOut).forEach((name) => {
        if (name !== 'Content-Length' && repeats(String(r.headersOut[name]), key)) {
            delete r.headersOut[name];
        }
    });
    const id = vendorId(r.variables);
    if (id !== null && repeats(JSON.parse(id), key)) {
        found.nameless = true;
        r.variables.gw_told = ''; // the line that nginx writes by itself would have it
    }
}

function repeats(text, key) {
    return text.includes(key) || unescaped(text).includes(key);
}

// What is no ASCII is in no key.
function unescaped(text) {
    return text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
}

// What an answer loses or gets that only few have.
import { vendorId } from './facts.js';
import { found } from './found.js';

// Shorter keys would be found everywhere.
const LEAST_KEY = 8;
// How often at most: an address in the query of an address in a query is encoded twice.
const ENCODED = 4;

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
    r.status = Number(r.status); // nginx forgets the vendor's words behind it, which may repeat it too
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

// It may be percent-encoded, and encoded once more.
function repeats(text, key) {
    let told = text;
    for (let i = 0; i < ENCODED && told.includes('%') && !told.includes(key); i += 1) {
        told = unescaped(told);
    }
    return told.includes(key);
}

// What is no ASCII is in no key.
function unescaped(text) {
    return text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
}

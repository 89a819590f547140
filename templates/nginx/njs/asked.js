// The model that a request names outside of its path and its body.
import { MAX_NAME } from './contract.js';
import { named } from './pins.js';
import { trim } from './text.js';

// `place`: "?" or ":" and the name of a query parameter or of a header; null without a usable value.
export function asked(r, place) {
    const name = place.slice(1);
    const value = place.charCodeAt(0) === 0x3f ? inQuery(r, name) : inHeader(r, name);
    return value === null || Buffer.byteLength(value) > MAX_NAME ? null : value;
}

// The first pair counts. Not by `found`, which an error page does not have.
function inQuery(r, name) {
    const target = String(r.variables.request_uri);
    const mark = target.indexOf('?');
    const pairs = mark < 0 ? [] : target.slice(mark + 1).split('&');
    const pair = pairs.find((each) => named(each, name));
    return pair === undefined ? null : pairValue(pair);
}

function inHeader(r, name) {
    const line = r.rawHeadersIn.find((each) => each[0].toLowerCase() === name);
    return line === undefined ? null : trim(line[1]);
}

// The value of a pair; null if it is not UTF-8. A "%" that begins no escape stands for itself.
function pairValue(pair) {
    const mark = pair.indexOf('=');
    const written = mark < 0 ? '' : pair.slice(mark + 1);
    try {
        return decodeURIComponent(
            written.replace(/[+]/g, ' ').replace(/%(?![0-9A-Fa-f]{2})/g, '%25'));
    } catch (e) {
        return null;
    }
}

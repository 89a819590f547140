// The header block that goes to the vendor: everything that the client sent, in its order, but what
// belongs to one hop, to the gateway or to the client's own credentials. Every line of a block begins
// with its line break and none ends with one, which would end the header of the request.
import text from 'text.js';

// {block, keys}: the lines, and the keys that the client presents. null: one is malformed.
function read(r, api) {
    const found = lines(r, api.dropped_headers, null);
    if (found === null || found.hop === '') {
        return found;
    }
    // Headers that the client's Connection header names are of this hop too (RFC 9110, 7.6.1).
    const named = {};
    found.hop.split(',').forEach((name) => {
        named[name.trim().toLowerCase()] = 1;
    });
    return lines(r, api.dropped_headers, named);
}

function lines(r, dropped, named) {
    const sent = r.rawHeadersIn;
    const keys = [];
    let block = '';
    let hop = '';
    for (let i = 0; i < sent.length; i += 1) {
        const name = sent[i][0];
        const value = sent[i][1];
        const lower = name.toLowerCase();
        // What nginx lets pass and RFC 9110 (5.1, 5.5) does not: names that are no tokens, controls.
        if (/[^!#$%&'*+.^_`|~0-9A-Za-z-]/.test(name) || /[\x00-\x08\x0a-\x1f\x7f]/.test(value)) {
            return null;
        }
        // njs puts U+FFFD where bytes were not UTF-8; a client may also have sent just that.
        if (value.includes('\ufffd') && !text.valid(r.rawVariables, lower)) {
            return null;
        }
        const role = roleOf(lower);
        if (role === null) {
            if (dropped[lower] !== 1 && (named === null || named[lower] !== 1)) {
                block += `\r\n${name}: ${value}`;
            }
        } else if (role === 'bearer') {
            keys.push(text.bearer(value));
        } else if (role === 'key') {
            keys.push(text.trim(value));
        } else if (role === 'connection') {
            hop += `${value},`;
        }
    }
    return { block, keys, hop: plain(hop) ? '' : hop };
}

// What becomes of a header, by its name or by what its name begins with ("x-forwarded-"); null: it
// passes. By type, because the table is an object and has "constructor" and the like.
function roleOf(lower) {
    const role = gw_headers[lower];
    if (typeof role === 'string') {
        return role;
    }
    const family = gw_headers[lower.slice(0, lower.indexOf('-', 2) + 1)];
    return typeof family === 'string' ? family : null;
}

// Whether a Connection header only says what nearly all clients say.
function plain(hop) {
    return hop === '' || hop === 'keep-alive,' || hop === 'close,';
}

// The lines that the vendor or the endpoint pins.
function pinned(r, api) {
    let block = '';
    api.headers.forEach((pin) => {
        if (pin.fixed || r.headersIn[pin.name] === undefined) {
            block += `\r\n${pin.name}: ${pin.value}`;
        }
    });
    return block;
}

export default { pinned, read };

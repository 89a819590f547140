// The header block that goes to the vendor: everything that the client sent, in its order, but what
// belongs to one hop, to the gateway or to the client's own credentials. Every line of a block begins
// with its line break and none ends with one, which would end the header of the request.
//
// Most of a gateway's work is done here, and njs takes its time for every call and every property. So
// names are looked up as they are mostly written, and all values are checked at once.
import { special } from './special.js';
import { bearer, malformed, trim } from './text.js';

// {block, key, keys}: the lines, a key that the client presents, and how many different ones it does.
// null: one is malformed.
// `dropped`: further names, in lower case, that do not pass; or null.
export function headers(r, dropped) {
    const sent = r.rawHeadersIn;
    const taken = headerLines(sent, dropped);
    if (malformed(r, sent, taken.names, taken.values)) {
        return null;
    }
    if (taken.hop === '' || taken.hop === 'keep-alive,' || taken.hop === 'close,') {
        return taken;
    }
    // Headers that the client's Connection header names are of this hop too (RFC 9110, 7.6.1).
    const named = Object.assign({}, dropped);
    taken.hop.split(',').forEach((name) => {
        named[name.trim().toLowerCase()] = 1;
    });
    return headerLines(sent, named);
}

// `names` and `values`: what is still to be checked, of headers that do not pass too.
function headerLines(sent, dropped) {
    const roles = gw_headers;
    const count = sent.length;
    let key = '';
    let keys = 0;
    let block = '';
    let hop = '';
    let names = '';
    let values = '';
    for (let i = 0; i < count; i += 1) {
        const name = sent[i][0];
        const value = sent[i][1];
        let role = roles[name];
        if (typeof role !== 'string') {
            names += name;
            role = roleOf(name.toLowerCase());
        }
        values += value;
        if (role === 'pass') {
            if (dropped === null || dropped[name.toLowerCase()] !== 1) {
                block += '\r\n' + name + ': ' + value;
            }
        } else if (role === 'bearer' || role === 'key') {
            const presented = role === 'bearer' ? bearer(value) : trim(value);
            if (presented !== '' && presented !== key) {
                key = presented;
                keys += 1;
            }
        } else if (role === 'connection') {
            hop += value + ',';
        } else if (role === 'offered' && (dropped === null || dropped[name.toLowerCase()] !== 1)) {
            block += special().rarer().offered(name, value);
        }
    }
    return { block, key, keys, hop, names, values };
}

// What becomes of a header, by its name or by what its name begins with ("x-forwarded-"). By type,
// because the table is an object and may have "constructor" and the like.
function roleOf(lower) {
    const role = gw_headers[lower];
    if (typeof role === 'string') {
        return role;
    }
    const family = gw_headers[lower.slice(0, lower.indexOf('-', 2) + 1)];
    return typeof family === 'string' ? family : 'pass';
}

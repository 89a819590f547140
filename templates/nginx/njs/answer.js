// What nginx's own directives cannot take from a vendor's answer.
import { PERHAPS_REMOVED, REMOVED } from './contract.js';
import { found } from './found.js';
import { special } from './special.js';

export function clean(r) {
    // nginx takes an answer without a status line for HTTP/0.9 and would pass it on as it came. It
    // takes an interim answer for the final one, and would pass the final one's head as its body; and
    // it would carry an upgrade that was not asked for.
    if ((r.status < 200 && !(r.status === 101 && found.upgrade)) || r.httpVersion === '0.9') {
        throw new Error('the vendor did not answer with HTTP');
    }
    const names = Object.keys(r.headersOut);
    // Most answers have none, and one search says so.
    if (PERHAPS_REMOVED.test(names.join(' '))) {
        names.filter((name) => REMOVED.test(name)).forEach((name) => {
            delete r.headersOut[name];
        });
    }
    const hop = r.variables.upstream_http_connection;
    if (hop !== undefined && hop !== 'keep-alive' && hop !== 'close') {
        hop.split(',').forEach((name) => {
            delete r.headersOut[name.trim()];
        });
    }
    if (found.limited !== null) {
        special().limits().replaced(r);
    }
    if (found.unusual) {
        special().rarer().finish(r);
    }
}

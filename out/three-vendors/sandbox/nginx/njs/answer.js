// What nginx's own directives cannot take from a vendor's answer.
import text from 'text.js';

function clean(r) {
    // nginx takes an answer without a status line for HTTP/0.9 and would pass it on as it came. It
    // takes an interim answer for the final one, and would pass the final one's head as its body.
    if (r.httpVersion === '0.9' || r.status < 200) {
        throw new Error('the vendor did not answer with HTTP');
    }
    const prefixes = gw_contract.removed_response_header_prefixes;
    for (const name in r.headersOut) {
        if (text.prefixed(name.toLowerCase(), prefixes)) {
            delete r.headersOut[name];
        }
    }
    const hop = r.variables.upstream_http_connection;
    if (hop) {
        hop.split(',').forEach((name) => {
            delete r.headersOut[name.trim()];
        });
    }
}

export default { clean };

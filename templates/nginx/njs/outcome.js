// What became of a request, from what nginx kept of it.
import { CLIENT_LEFT_STATUS } from './contract.js';
import { found } from './found.js';

// {status, code, header, left}: the answer's status, our code if the gateway made it, milliseconds to
// the vendor's response header or null, and whether the client did not wait for an answer.
export function outcomeOf(v) {
    const status = v.status;
    // An answer that is not HTTP, which nginx counts as 009, or has no final status; answer.js cut it.
    if (status < '200' && v.upstream_status && !(status === '101' && found.upgrade)) {
        return ours('vendor_unreachable');
    }
    // No status at all: HTTP/2 ended the connection for a request that breaks its rules.
    if (status === '000') {
        return ours('invalid_request');
    }
    const code = v.gw_err || null;
    const header = lastOf(v.upstream_header_time);
    // An error that neither the vendor nor an error page answered: the connection was gone before.
    // What nginx tells of a client that is too slow has no page.
    const gone = status === '499'
        || (status >= '400' && status !== '408' && header === null && code === null);
    return {
        status: gone ? CLIENT_LEFT_STATUS : status,
        code,
        header,
        left: gone || status === '408',
    };
}

function ours(code) {
    return { status: gw_contract.errors[code].status, code, header: null, left: false };
}

// Milliseconds of the last of nginx's list of seconds, one for each attempt; null if that has none.
function lastOf(times) {
    if (!times) {
        return null;
    }
    const at = Math.max(times.lastIndexOf(', '), times.lastIndexOf(': '));
    const time = Number(at < 0 ? times : times.slice(at + 2));
    return Number.isNaN(time) ? null : Math.round(time * 1000);
}

// What became of a request, from what nginx kept of it.

// {status, code, header, left}: the answer's status, our code if the gateway made it, milliseconds to
// the vendor's response header or null, and whether the client did not wait for an answer.
function of(v) {
    // An answer that is not HTTP, which nginx counts as 009, or has no final status; answer.js cut it.
    if (v.upstream_status && (v.status === '009' || v.status < '200')) {
        return ours('vendor_unreachable');
    }
    // No status at all: HTTP/2 ended the connection for a request that breaks its rules.
    if (v.status === '000') {
        return ours('invalid_request');
    }
    const header = milliseconds(v.upstream_header_time);
    // A 400 that no error page answered: the connection was gone while the body was read.
    const gone = v.status === '499' || (v.status === '400' && header === null && !v.gw_err);
    return {
        status: gone ? gw_gateway.client_left_status : Number(v.status),
        code: v.gw_err || null,
        header,
        left: gone || v.status === '408',
    };
}

function ours(code) {
    return { status: gw_contract.errors[code].status, code, header: null, left: false };
}

// The last of nginx's list of seconds, one for each attempt; null if that has none.
function milliseconds(times) {
    const time = Number(String(times || '-').split(/[,:] /).pop());
    return Number.isNaN(time) ? null : Math.round(time * 1000);
}

export default { of };

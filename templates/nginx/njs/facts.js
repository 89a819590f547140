// Single facts of a log line, as JSON texts; null where there is none.
import { json } from './json.js';

// For what needs no escape.
export function quoted(text) {
    return text ? '"' + text + '"' : null;
}

// The request line may be what no parser accepts.
export function methodOf(request) {
    const parts = /^([A-Z_-]{1,32}) /.exec(request);
    return parts === null ? null : parts[1];
}

export function vendorId(v) {
    const names = gw_gateway.vendor_request_id_variables;
    for (let i = 0; i < names.length; i += 1) {
        const id = v[names[i]];
        if (id) {
            return json(id);
        }
    }
    return null;
}

// null for an answer that has no media type.
export function streamed(type) {
    if (type === 'application/json') {
        return false;
    }
    const media = String(type || '').split(';', 1)[0].trim().toLowerCase();
    return media === '' ? null : gw_gateway.stream_media[media] === 1;
}

// Of nginx's seconds with three decimals.
export function milliseconds(seconds) {
    return Math.round(seconds * 1000);
}

// How many bytes of a request's body arrived. nginx counts them together with the header.
export function received(r, v, left) {
    const length = v.content_length;
    if (!length && !v.http_transfer_encoding) {
        return 0;
    }
    // A forwarded request whose client stayed was read whole.
    if (length && !left && v.gw_up) {
        return Number(length);
    }
    let head = v.request.length + 4;
    r.rawHeadersIn.forEach((line) => {
        head += line[0].length + line[1].length + 4;
    });
    return Math.max(0, Number(v.request_length) - head);
}

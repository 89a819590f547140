// How many bytes of a request's body arrived. nginx counts them together with the header.

function bytes(r, v, left) {
    const length = v.content_length;
    if (!length && !v.http_transfer_encoding) {
        return 0;
    }
    // A forwarded request whose client stayed was read whole.
    if (length && v.gw_up && !left) {
        return Number(length);
    }
    let head = v.request.length + 4;
    r.rawHeadersIn.forEach((line) => {
        head += line[0].length + line[1].length + 4;
    });
    return Math.max(0, Number(v.request_length) - head);
}

export default { bytes };

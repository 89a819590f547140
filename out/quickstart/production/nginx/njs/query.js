// Query parameters that the vendor or the endpoint pins. The client's own bytes stay as they are.

// `query` begins with "?" or is empty; so does the result.
function pinned(query, pins) {
    if (pins.length === 0) {
        return query;
    }
    let pairs = query.length > 1 ? query.slice(1).split('&') : [];
    pins.forEach((pin) => {
        if (pin.fixed) {
            pairs = pairs.filter((pair) => nameOf(pair) !== pin.name);
            pairs.push(pin.pair);
        } else if (!pairs.some((pair) => nameOf(pair) === pin.name)) {
            pairs.push(pin.pair);
        }
    });
    return `?${pairs.join('&')}`;
}

// The decoded name, one character for each byte, as the pins' names are written in the data.
function nameOf(pair) {
    return pair.split('=', 1)[0]
        .replace(/[+]/g, ' ')
        .replace(/%([0-9A-Fa-f]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
}

export default { pinned };

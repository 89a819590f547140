// Query parameters that the vendor or the endpoint pins. The client's own bytes stay as they are.

// `query` begins with "?" or is empty; so does the result.
function pinned(query, pins) {
    if (pins.length === 0) {
        return query;
    }
    let pairs = query.length > 1 ? query.slice(1).split('&') : [];
    pins.forEach((pin) => {
        if (pin.fixed) {
            pairs = pairs.filter((pair) => !named(pair, pin.name));
            pairs.push(pin.pair);
        } else if (!pairs.some((pair) => named(pair, pin.name))) {
            pairs.push(pin.pair);
        }
    });
    return `?${pairs.join('&')}`;
}

// Whether the pair's decoded name is `name`, which has one character for each byte. A byte is written
// with three characters at most: what is longer need not be decoded, which takes njs its time.
function named(pair, name) {
    const written = pair.split('=', 1)[0];
    return written.length <= 3 * name.length && decoded(written) === name;
}

function decoded(text) {
    return text
        .replace(/[+]/g, ' ')
        .replace(/%([0-9A-Fa-f]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
}

export default { pinned };

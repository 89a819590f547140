// Headers and query parameters that the vendor or the endpoint pins, or keeps from passing.

// The lines of a header block. `sent`: the lines that pass of those that the client sent.
export function pinnedHeaders(sent, pins) {
    const names = pins.length === 0 ? '' : sent.toLowerCase();
    let block = '';
    pins.forEach((pin) => {
        if (pin.fixed || !names.includes('\r\n' + pin.name.toLowerCase() + ':')) {
            block += '\r\n' + pin.name + ': ' + pin.value;
        }
    });
    return block;
}

// The client's own bytes stay as they are. `sent` begins with "?" or is empty; so does the result. The
// client's pairs of a fixed name do not pass, and nothing does instead if the pin has no pair.
export function pinnedQuery(sent, pins) {
    if (pins.length === 0) {
        return sent;
    }
    let pairs = sent.length > 1 ? sent.slice(1).split('&') : [];
    const count = pairs.length;
    let added = 0;
    pins.forEach((pin) => {
        if (pin.fixed) {
            pairs = pairs.filter((pair) => !named(pair, pin.name));
        }
        if (pin.pair !== '' && (pin.fixed || !pairs.some((pair) => named(pair, pin.name)))) {
            pairs.push(pin.pair);
            added += 1;
        }
    });
    if (added === 0 && pairs.length === count) {
        return sent;
    }
    return pairs.length === 0 ? '' : '?' + pairs.join('&');
}

// Whether the pair's decoded name is `name`, which has one character for each byte. A byte is written
// with three characters at most: what is longer need not be decoded, which takes njs its time.
export function named(pair, name) {
    const written = pair.split('=', 1)[0];
    return written.length <= 3 * name.length && decoded(written) === name;
}

function decoded(text) {
    return text
        .replace(/[+]/g, ' ')
        .replace(/%([0-9A-Fa-f]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
}

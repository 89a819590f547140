// Headers and query parameters that the vendor or the endpoint pins. `special`: null, or has them.

// The lines of a header block.
export function pinnedHeaders(r, special) {
    let block = '';
    if (special !== null) {
        special.headers.forEach((pin) => {
            if (pin.fixed || r.headersIn[pin.name] === undefined) {
                block += '\r\n' + pin.name + ': ' + pin.value;
            }
        });
    }
    return block;
}

// The client's own bytes stay as they are. `sent` begins with "?" or is empty; so does the result.
export function pinnedQuery(sent, special) {
    if (special === null || special.query.length === 0) {
        return sent;
    }
    let pairs = sent.length > 1 ? sent.slice(1).split('&') : [];
    special.query.forEach((pin) => {
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

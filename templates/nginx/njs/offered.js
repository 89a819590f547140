// The subprotocols that a client of a WebSocket offers (RFC 6455, 11.3.4), whatever it asks for.

// The header line for the vendor, "" if nothing is left: without the client's keys. Browsers cannot set
// headers, so that vendors' clients there send theirs as one of the names ("vendor-api-key.KEY").
export function offered(name, value) {
    const kept = value.split(',').map((token) => token.trim())
        .filter((token) => token !== '' && !/[.].{20}/.test(token));
    return kept.length === 0 ? '' : '\r\n' + name + ': ' + kept.join(', ');
}

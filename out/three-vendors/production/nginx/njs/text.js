// Header values as text.

// Without the spaces and tabs around it.
function trim(value) {
    let from = 0;
    let to = value.length;
    while (from < to && blank(value.charCodeAt(from))) {
        from += 1;
    }
    while (to > from && blank(value.charCodeAt(to - 1))) {
        to -= 1;
    }
    return value.slice(from, to);
}

function blank(code) {
    return code === 0x20 || code === 0x09;
}

// The token of "Bearer TOKEN"; "" for another scheme, which is ignored.
function bearer(value) {
    const credentials = trim(value);
    const named = credentials.slice(0, 6).toLowerCase() === 'bearer';
    return named && blank(credentials.charCodeAt(6)) ? trim(credentials.slice(7)) : '';
}

// Whether all values of the header `lower` are UTF-8, by their bytes.
function valid(raw, lower) {
    const bytes = raw[`http_${lower.replace(/-/g, '_')}`];
    try {
        return new TextDecoder('utf-8', { fatal: true }).decode(bytes) !== '';
    } catch (e) {
        return false;
    }
}

// Whether `name` begins with one of `prefixes`. A loop, because preloaded arrays have no methods.
function prefixed(name, prefixes) {
    for (let i = 0; i < prefixes.length; i += 1) {
        if (name.startsWith(prefixes[i])) {
            return true;
        }
    }
    return false;
}

export default { bearer, prefixed, trim, valid };

// Names and values of headers as text.

// Without the spaces and tabs around it.
export function trim(value) {
    let from = 0;
    let to = value.length;
    if (!blank(value.charCodeAt(0)) && !blank(value.charCodeAt(to - 1))) {
        return value;
    }
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
export function bearer(value) {
    // As nearly everybody writes it, with nothing to take away.
    if (value.slice(0, 7) === 'Bearer ' && value.charCodeAt(7) > 0x20
            && value.charCodeAt(value.length - 1) > 0x20) {
        return value.slice(7);
    }
    const credentials = trim(value);
    const named = credentials.slice(0, 6).toLowerCase() === 'bearer';
    return named && blank(credentials.charCodeAt(6)) ? trim(credentials.slice(7)) : '';
}

// Whether the headers that were `sent` have what nginx lets pass and RFC 9110 (5.1, 5.5) does not:
// names that are no tokens, controls, bytes that are not UTF-8. All of their values are joined in
// `values`, and in `names` the names that are not known to be tokens.
export function malformed(r, sent, names, values) {
    if (names !== '' && /[^!#$%&'*+.^_`|~0-9A-Za-z-]/.test(names)) {
        return true;
    }
    // njs puts U+FFFD where bytes were not UTF-8; a client may also have sent just that.
    return /[\x00-\x08\x0a-\x1f\x7f\ufffd]/.test(values) && !sent.every((line) => legible(r, line));
}

function legible(r, line) {
    if (/[\x00-\x08\x0a-\x1f\x7f]/.test(line[1])) {
        return false;
    }
    if (!line[1].includes('\ufffd')) {
        return true;
    }
    // All values of that name, by their bytes.
    const bytes = r.rawVariables[`http_${line[0].toLowerCase().replace(/-/g, '_')}`];
    try {
        return new TextDecoder('utf-8', { fatal: true }).decode(bytes) !== '';
    } catch (e) {
        return false;
    }
}

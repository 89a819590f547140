// Path templates with parameters. A parameter is a non-empty run of characters other than "/".

// The record of the first template of `surface` that `rest` matches, or null.
function match(surface, rest) {
    // What a decoding or normalising hop behind the gateway could read as another path.
    if (/%(?:2[Ff]|5[Cc]|[01][0-9A-Fa-f]|7[Ff])/.test(rest)) {
        return null;
    }
    if (/\/(?:[.]|%2[Ee]){1,2}(?:\/|$)/.test(rest)) {
        return null;
    }
    const parts = rest.split('/');
    const records = gw_templates[`${surface}/${parts.length}`];
    if (records === undefined) {
        return null;
    }
    const templates = JSON.parse(records);
    for (let i = 0; i < templates.length; i += 1) {
        if (templates[i].segments.every((segment, at) => fits(segment, parts[at]))) {
            return templates[i];
        }
    }
    return null;
}

// A segment is a literal, or the list of the literals around its parameters.
function fits(segment, text) {
    if (typeof segment === 'string') {
        return segment === text;
    }
    let at = segment[0].length;
    if (!text.startsWith(segment[0])) {
        return false;
    }
    const last = segment.length - 1;
    for (let i = 1; i < last; i += 1) {
        const next = text.indexOf(segment[i], at + 1);
        if (next < 0) {
            return false;
        }
        at = next + segment[i].length;
    }
    return text.endsWith(segment[last]) && text.length - segment[last].length > at;
}

export default { match };

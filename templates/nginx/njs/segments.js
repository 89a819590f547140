// Path templates with parameters. A parameter is a non-empty run of characters other than "/".

// The record of the first template of `surface` that `rest` matches, or null.
export function match(surface, rest) {
    // What a decoding or normalising hop behind the gateway could read as another path.
    if (/%(?:2[Ff]|5[Cc]|[01][0-9A-Fa-f]|7[Ff])/.test(rest)) {
        return null;
    }
    if (/\/(?:[.]|%2[Ee]){1,2}(?:\/|$)/.test(rest)) {
        return null;
    }
    const parts = rest.split('/');
    const kind = surface + '/' + parts.length;
    const templates = gw_templates[kind];
    if (templates === undefined) {
        return null;
    }
    const lines = templates.split('\n');
    for (let i = 0; i < lines.length; i += 1) {
        if (fits(lines[i], parts)) {
            return gw_paths[kind + '#' + i];
        }
    }
    return null;
}

// `template` has "{}" for each parameter.
function fits(template, parts) {
    const segments = template.split('/');
    // The last segments first: they differ more often.
    for (let at = parts.length - 1; at > 0; at -= 1) {
        if (segments[at] !== parts[at] && !filled(segments[at].split('{}'), parts[at])) {
            return false;
        }
    }
    return true;
}

// Whether `text` is the literals `pieces` with something between each two of them.
function filled(pieces, text) {
    const last = pieces.length - 1;
    if (last === 0 || !text.startsWith(pieces[0])) {
        return false;
    }
    let at = pieces[0].length;
    for (let i = 1; i < last; i += 1) {
        const next = text.indexOf(pieces[i], at + 1);
        if (next < 0) {
            return false;
        }
        at = next + pieces[i].length;
    }
    return text.endsWith(pieces[last]) && text.length - pieces[last].length > at;
}

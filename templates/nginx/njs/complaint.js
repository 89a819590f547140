// What does not fit, and where. Nothing of it is a value of the body.

// `place`: null for the root, or {up, step, depth}: a step below another place, a
// name or a number.
export function complain(place, word) {
    return { place, word, node: null };
}

// Of a node, which says what types it expects.
export function complainOf(node, place, word) {
    return { place, word, node };
}

export function below(place, step) {
    return { up: place, step, depth: depthOf(place) + 1 };
}

export function depthOf(place) {
    return place === null ? 0 : place.depth;
}

// The place first, as a JSON pointer.
export function worded(complaint) {
    const types = complaint.word === 'type' ? complaint.node.type.join(' or ') : '';
    const text = gw_rules.texts[complaint.word] + types;
    const place = shown(complaint.place);
    return place === '' ? text : `${place}: ${text}`;
}

function shown(place) {
    const steps = [];
    for (let at = place; at !== null; at = at.up) {
        steps.push(escapedStep(at.step));
    }
    const text = steps.reverse().join('');
    const most = gw_rules.place_bytes;
    return text.length <= most ? text : text.slice(0, most - 3) + '...';
}

// In ASCII. What is too long to be shown whole need not be whole.
function escapedStep(step) {
    const written = String(step).slice(0, gw_rules.place_bytes).replace(/~/g, '~0').replace(/\//g, '~1');
    return '/' + encodeURIComponent(written).replace(/[!'()*]/g, percentEncoded);
}

function percentEncoded(character) {
    return '%' + character.charCodeAt(0).toString(16).toUpperCase();
}

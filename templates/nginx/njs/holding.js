// What an array or an object holds; see checks.js.
import { knownMisfit, rememberMisfit } from './misfits.js';
import { itemCount, itemNumber, namedOf } from './nodes.js';

const owns = Object.prototype.hasOwnProperty;

export function itemsFit(node, value, depth, fits) {
    const count = itemCount(node, value);
    for (let at = knownMisfit(node, value); at < count; at += 1) {
        if (!fits(value[at], itemNumber(node, at), depth)) {
            rememberMisfit(node, value, at);
            return false;
        }
    }
    return true;
}

export function propertiesFit(node, value, depth, fits) {
    const names = node.names || namesOf(node);
    const count = names.length;
    let kid;
    for (let i = 0; i < count; i += 1) {
        kid = value[names[i]];
        if (kid !== undefined && (!node.inherited[i] || owns.call(value, names[i]))
                && !fits(kid, node.kids[i], depth)) {
            return false;
        }
    }
    return true;
}

export function requiredFit(node, value) {
    const names = node.required;
    const count = names.length;
    node.inherits = node.inherits || names.map(isInherited);
    for (let i = 0; i < count; i += 1) {
        if (value[names[i]] === undefined || (node.inherits[i] && !owns.call(value, names[i]))) {
            return false;
        }
    }
    return true;
}

// In njs it is quicker to look into three lists than into a pair of one.
function namesOf(node) {
    node.names = node.properties.map((pair) => pair[0]);
    node.kids = node.properties.map((pair) => pair[1]);
    node.inherited = node.names.map(isInherited);
    return node.names;
}

// Whether every object seems to have a member of this name.
function isInherited(name) {
    return name in {};
}

export function othersFit(node, value, depth, fits) {
    const named = namedOf(node);
    const names = Object.keys(value);
    const count = names.length;
    for (let i = 0; i < count; i += 1) {
        if (named[names[i]] === undefined && !fits(value[names[i]], node.additionalProperties, depth)) {
            return false;
        }
    }
    return true;
}

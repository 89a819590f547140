// A value against what a node says of itself alone. Each function returns the word of the first key that
// does not fit, or "".

import { isOneOf } from './equal.js';

export function ownWord(node, value) {
    if (node.never) {
        return 'never';
    }
    if (node.type !== undefined && !isOfSome(value, node.type)) {
        return 'type';
    }
    if (node.enum !== undefined && !isOneOf(value, node.enum)) {
        return 'enum';
    }
    if (typeof value === 'number') {
        return boundsWord(node, value);
    }
    if (typeof value === 'string') {
        // In code points: so njs counts.
        return sizesWord(node, value.length, 'minLength', 'maxLength');
    }
    return Array.isArray(value) ? sizesWord(node, value.length, 'minItems', 'maxItems') : '';
}

export function sizesWord(node, size, least, most) {
    if (size < node[least]) {
        return least;
    }
    return size > node[most] ? most : '';
}

// Comparisons with undefined are false.
export function boundsWord(node, value) {
    if (value < node.minimum) {
        return 'minimum';
    }
    if (value <= node.exclusiveMinimum) {
        return 'exclusiveMinimum';
    }
    if (value > node.maximum) {
        return 'maximum';
    }
    if (value >= node.exclusiveMaximum) {
        return 'exclusiveMaximum';
    }
    // Of what is infinite to a double the rest is no number.
    return node.multipleOf !== undefined && value % node.multipleOf !== 0 ? 'multipleOf' : '';
}

// A loop, since njs makes a function anew for every call that is given one.
function isOfSome(value, words) {
    for (let i = 0; i < words.length; i += 1) {
        if (isOf(value, words[i])) {
            return true;
        }
    }
    return false;
}

function isOf(value, word) {
    if (word === 'array' || word === 'object' || word === 'null') {
        return value === null ? word === 'null'
            : typeof value === 'object' && word === (Array.isArray(value) ? 'array' : 'object');
    }
    return word === 'integer' ? Number.isInteger(value) : typeof value === word;
}

// What is to be looked at of a value by a node: functions of the node, the value, a depth, and isFit() of
// quick.js, a list for each kind of value. Each says whether the value fits.
import { allFit, anyFits, noneFits, oneFits, referredFits } from './alternatives.js';
import { isOneOf } from './equal.js';
import { itemsFit, othersFit, propertiesFit, requiredFit } from './holding.js';
import { boundsWord, sizesWord } from './single.js';

const KINDS = ['null', 'boolean', 'number', 'string', 'array', 'object'];

// Of every kind, and of one.
const COMMON = [
    ['enum', enumFits],
    ['$ref', referredFits], ['allOf', allFit], ['anyOf', anyFits], ['oneOf', oneFits], ['not', noneFits],
];
const OWN = {
    number: ['minimum', 'exclusiveMinimum', 'maximum', 'exclusiveMaximum', 'multipleOf'].map(
        (key) => [key, boundsFit]),
    string: [['minLength', lengthFits], ['maxLength', lengthFits]],
    array: [
        ['minItems', countFits], ['maxItems', countFits], ['prefixItems', itemsFit], ['items', itemsFit],
    ],
    object: [
        ['properties', propertiesFit], ['required', requiredFit], ['additionalProperties', othersFit],
        ['minProperties', membersFit], ['maxProperties', membersFit],
    ],
};

export function checksOf(node) {
    return KINDS.map((kind) => {
        const own = typeChecks(node, kind);
        (OWN[kind] || []).concat(COMMON).forEach((each) => {
            if (node[each[0]] !== undefined && !own.includes(each[1])) {
                own.push(each[1]);
            }
        });
        return own;
    });
}

function typeChecks(node, kind) {
    const types = node.type;
    if (node.never) {
        return [() => false];
    }
    if (types === undefined || types.includes(kind)) {
        return [];
    }
    const whole = kind === 'number' && types.includes('integer');
    return [whole ? (_, value) => Number.isInteger(value) : () => false];
}

function enumFits(node, value) {
    return typeof value === 'string' ? node.enum.includes(value) : isOneOf(value, node.enum);
}

function boundsFit(node, value) {
    return boundsWord(node, value) === '';
}

function lengthFits(node, value) {
    return sizesWord(node, value.length, 'minLength', 'maxLength') === '';
}

function countFits(node, value) {
    return sizesWord(node, value.length, 'minItems', 'maxItems') === '';
}

function membersFit(node, value) {
    return sizesWord(node, Object.keys(value).length, 'minProperties', 'maxProperties') === '';
}

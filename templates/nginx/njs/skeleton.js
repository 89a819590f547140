// What JSON.parse() of njs does not see to: how numbers are written, and how many things there are.
import { outside } from './outside.js';

// A tenth of a gigabyte for njs.
const MOST_CONTAINERS = 500000;

// Of PCRE: strings are passed over as one, and are not what is searched for.
const STRING = '"(?>[^"]*)"(*SKIP)(*F)';
// What njs takes and RFC 8259 (6) does not: plus signs, zeros before others, points without a digit on
// both sides, and "-Infinity". Each begins with what is rare and soon searched for.
const NO_NUMBERS = [
    'I', '\\+(?<![eE]\\+)', '\\.(?![0-9])', '\\.(?<![0-9]\\.)',
    '0(?<=^0|^-0|[,:\\s[]0|[,:\\s[]-0)[0-9]',
];

// The text with the escapes in its strings replaced, so that a quote begins or ends one; and as long.
export function plainOf(text) {
    return text.includes('\\') ? text.replaceAll('\\\\', '__').replaceAll('\\"', '__') : text;
}

// Whether there are more arrays and objects than njs should make.
export function isTooMuch(plain) {
    return bracketsOf(plain) > MOST_CONTAINERS && bracketsOf(skeletonOf(plain)) > MOST_CONTAINERS;
}

// The text outside of its strings, but for parts that are too short to hold two brackets.
function skeletonOf(plain) {
    const parts = [];
    outside(plain, (from, to) => {
        if (to - from > 1) {
            parts.push(plain.slice(from, to));
        }
    });
    return parts.join('');
}

// How many there are that begin an array or an object, in strings too; Infinity: more than the most.
export function bracketsOf(text) {
    let count = 0;
    ['[', '{'].forEach((bracket) => {
        for (let at = text.indexOf(bracket); at >= 0 && count <= MOST_CONTAINERS; count += 1) {
            at = text.indexOf(bracket, at + 1);
        }
    });
    return count > MOST_CONTAINERS ? Infinity : count;
}

// Whether all numbers are written as they should be.
export function numbersFit(plain) {
    return !new RegExp([STRING].concat(NO_NUMBERS).join('|')).test(plain);
}

// Whether the text is plain beyond doubt: what stands outside of strings had no escapes.
export function isPlain(plain) {
    return !new RegExp(`${STRING}|[\\\\_]`).test(plain);
}

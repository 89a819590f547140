// What JSON.parse() of njs does not see to: how numbers are written, how many things there are, and
// names that were chosen to be slow.
import { namesTimed } from './names.js';
import { outside } from './outside.js';

// A tenth of a gigabyte for njs.
const MOST_CONTAINERS = 500000;

// The text outside of its strings, but for parts that are too short to hold a number or a bracket.
export function skeletonOf(text) {
    const parts = [];
    const seeName = namesTimed(text);
    outside(text, (from, to, begin) => {
        if (to - from > 1 || begin < 0) {
            parts.push(text.slice(from, to));
        }
        if (seeName !== null && begin >= 0) {
            seeName(begin, from);
        }
    });
    return parts.join('"');
}

// Whether there are more arrays and objects than njs should make.
export function isTooMuch(skeleton) {
    return bracketsOf(skeleton, '[') + bracketsOf(skeleton, '{') > MOST_CONTAINERS;
}

function bracketsOf(text, bracket) {
    let count = 0;
    for (let at = text.indexOf(bracket); at >= 0 && count <= MOST_CONTAINERS; count += 1) {
        at = text.indexOf(bracket, at + 1);
    }
    return count;
}

// Whether all numbers are written as RFC 8259 (6) has it. njs takes plus signs, zeros before others, and
// points without a digit on both sides. Each pattern begins with what is rare and soon searched for.
export function numbersFit(skeleton) {
    return !/0(?<=^0|^-0|[,:\s[]0|[,:\s[]-0)[0-9]/.test(skeleton)
        && !/\+(?<![eE]\+)/.test(skeleton)
        && !/\.(?![0-9])/.test(skeleton)
        && !/\.(?<![0-9]\.)/.test(skeleton);
}

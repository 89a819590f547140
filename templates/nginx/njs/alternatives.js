// Nodes that name others for the value itself; see checks.js.
import { possible } from './telling.js';

export function referredFits(node, value, depth, fits) {
    return fits(value, node.$ref, depth);
}

export function allFit(node, value, depth, fits) {
    return fitting(node.allOf, value, depth, fits, node.allOf.length) === node.allOf.length;
}

export function anyFits(node, value, depth, fits) {
    const numbers = typeof value === 'object' ? possible(node, 'anyOf', value) : node.anyOf;
    const count = numbers.length;
    for (let i = 0; i < count; i += 1) {
        if (fits(value, numbers[i], depth)) {
            return true;
        }
    }
    return false;
}

export function oneFits(node, value, depth, fits) {
    return fitting(possible(node, 'oneOf', value), value, depth, fits, 2) === 1;
}

export function noneFits(node, value, depth, fits) {
    return !fits(value, node.not, depth);
}

// How many of some nodes the value fits, but not more than `most`.
function fitting(numbers, value, depth, fits, most) {
    let found = 0;
    for (let i = 0; i < numbers.length && found < most; i += 1) {
        found += fits(value, numbers[i], depth) ? 1 : 0;
    }
    return found;
}

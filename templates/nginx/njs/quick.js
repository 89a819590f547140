// Whether a value fits a node, and nothing of what does not: most values do, and njs takes many times as
// long to look for the first complaint (shapes.js), and memory that it frees when the request has ended.
import { checksOf } from './checks.js';
import { forgetMisfits } from './misfits.js';
import { nodeOf } from './nodes.js';

// The functions that look at a value call each other, and njs has room for few hundreds of calls.
const DEEPEST = 60;
// Steps for each byte of a body, and for any body. Alternatives inside each other could take steps
// without end; beyond these, shapes.js is left alone with the rest.
const EACH_BYTE = 2;
const ANYHOW = 10000;
const TEXT = 3;

let left = 0;
let sure = true;

export function startOver(bytes) {
    left = ANYHOW + EACH_BYTE * bytes;
    forgetMisfits();
}

// true: it does. false: it does not, or this could not be told.
export function surelyFits(value, number) {
    sure = true;
    const found = isFit(value, number, 0);
    if (!sure) {
        forgetMisfits();
    }
    return found && sure;
}

function isFit(value, number, depth) {
    const node = nodeOf(number);
    left -= 1;
    if (!sure || left < 0 || depth > DEEPEST) {
        sure = false;
        return false;
    }
    if (node.checks === undefined) {
        node.checks = checksOf(node);
    }
    const checks = typeof value === 'string' ? node.checks[TEXT] : node.checks[exactKind(value)];
    const count = checks.length;
    for (let i = 0; i < count; i += 1) {
        if (!checks[i](node, value, depth + 1, isFit)) {
            return false;
        }
    }
    return true;
}

// As checksOf() counts.
function exactKind(value) {
    if (typeof value === 'object') {
        return value === null ? 0 : 5 - Array.isArray(value);
    }
    return typeof value === 'number' ? 2 : 1;
}

// Objects and arrays that pointers lead into, one inside of the other.
import { over } from './skip.js';

// `into`: where to put what `node` wants. `key`: of the value that comes next, "" if nothing wants it.
// `naming`: whether a name comes next instead.
export function goInto(state, node, into, array) {
    state.inside.push({ node, into, array, index: 0, key: array ? '/0' : '', naming: !array });
}

// Behind a comma. Once nothing wants what is still to come of an array, it is passed over as one.
export function goOn(state, top) {
    if (!top.array) {
        top.naming = true;
        return;
    }
    top.index += 1;
    top.key = '/' + top.index;
    if (top.index > lastWanted(top.node)) {
        state.skipped = over(0x5b);
        goOut(state);
    }
}

// Behind the end of an object or an array. What follows a document is not read.
export function goOut(state) {
    if (state.inside.length > 1) {
        state.inside.pop();
    }
    state.done = state.inside.length === 1;
}

// The last index that `node` wants of an array; 0 also where it wants none.
function lastWanted(node) {
    return Object.keys(node).reduce((last, key) => Math.max(last, Number(key.slice(1)) || 0), 0);
}

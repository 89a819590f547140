// Counts that a vendor tells in parts, at more than one place.
import { MAX_COUNT } from './contract.js';
import { used } from './used.js';

// Those of `places`, pointers to the parts of what is called `name` in the log. `last`: what was seen
// at each.
export function sumOf(name, places) {
    return { name, places, last: places.map(() => null), addUp };
}

// Whichever of the parts are there; of each the last value that was seen.
function addUp(sum, answer, valueAt) {
    let total = null;
    sum.places.forEach((pointer, at) => {
        const value = valueAt(answer, pointer);
        if (countable(value)) {
            sum.last[at] = value;
        }
        if (sum.last[at] !== null) {
            total += sum.last[at];
        }
    });
    used[sum.name] = countable(total) ? total : null;
}

function countable(value) {
    return typeof value === 'number' && value >= 0 && value <= MAX_COUNT && value % 1 === 0;
}

// What a JSON document says at pointers: {model, input, output}, each the keys on the way to a value or
// null; `sums`: counts with more than one pointer, or null.
import { MAX_COUNT, MAX_TEXT } from './contract.js';
import { used } from './used.js';

// Takes over what `answer` says. What has no usable value leaves what an earlier event said.
export function take(answer, pointers) {
    const model = valueAt(answer, pointers.model);
    const input = valueAt(answer, pointers.input);
    const output = valueAt(answer, pointers.output);
    if (typeof model === 'string' && model !== '' && model.length <= MAX_TEXT) {
        used.model = model;
    }
    if (typeof input === 'number' && input >= 0 && input <= MAX_COUNT && input % 1 === 0) {
        used.input = input;
    }
    if (typeof output === 'number' && output >= 0 && output <= MAX_COUNT && output % 1 === 0) {
        used.output = output;
    }
    if (pointers.sums !== null) {
        pointers.sums.forEach((sum) => sum.addUp(sum, answer, valueAt));
    }
}

// The keys of `pointer` are followed one by one.
function valueAt(answer, pointer) {
    if (pointer === null) {
        return null;
    }
    const depth = pointer.length;
    let value = answer;
    for (let i = 0; i < depth; i += 1) {
        if (typeof value !== 'object' || value === null) {
            return null;
        }
        value = value[pointer[i]];
    }
    return value;
}

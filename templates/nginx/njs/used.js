// What was read from the vendor's answer, for the log.
import { LOG_INPUT, LOG_OUTPUT } from './contract.js';
import { json } from './json.js';

// `bytes`: of the body, without framing.
export const used = { bytes: 0, model: null, input: null, output: null };

// Takes over what `answer` says at the pointers.
export function take(answer, pointers) {
    const model = valueAt(answer, pointers.model);
    const input = valueAt(answer, pointers.input);
    const output = valueAt(answer, pointers.output);
    if (typeof model === 'string') {
        used.model = model;
    }
    if (typeof input === 'number' && input >= 0 && input % 1 === 0) {
        used.input = input;
    }
    if (typeof output === 'number' && output >= 0 && output % 1 === 0) {
        used.output = output;
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

// The last three values of a log line, with the names of the last two.
export function usedAsJson() {
    return json(used.model) + LOG_INPUT + used.input + LOG_OUTPUT + used.output;
}

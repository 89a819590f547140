// What was read from the vendor's answer, for the log. `bytes`: of the body, without framing.
const used = { bytes: 0, model: null, input: null, output: null };

// Takes over what `json` says at the pointers.
function take(json, pointers) {
    const model = at(json, pointers.model);
    const input = at(json, pointers.input);
    const output = at(json, pointers.output);
    if (typeof model === 'string') {
        used.model = model;
    }
    if (Number.isInteger(input) && input >= 0) {
        used.input = input;
    }
    if (Number.isInteger(output) && output >= 0) {
        used.output = output;
    }
}

function at(json, pointer) {
    let value = json;
    for (let i = 0; pointer !== null && i < pointer.length; i += 1) {
        if (value === null || typeof value !== 'object') {
            return null;
        }
        value = value[pointer[i]];
    }
    return pointer === null ? null : value;
}

used.take = take;

export default used;

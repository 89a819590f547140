// Pointers that are not just one plain way to each value.
import { sumOf } from './sums.js';

// `lines`: of the model, the input and the output, in each the pointers with a blank between them; `total`:
// of the count of both, which only limits need, or undefined.
export function pointersOf(lines, total) {
    const made = { model: null, input: null, output: null, sums: [] };
    ['model', 'input', 'output'].forEach((name, at) => {
        const places = lines[at] === '' ? [] : lines[at].split(' ').map(decodedKeys);
        if (places.length > 1) {
            made.sums.push(sumOf(name, places));
        } else if (places.length === 1) {
            made[name] = places[0];
        }
    });
    if (total) {
        made.sums.push(sumOf('total', total.split(' ').map(decodedKeys)));
    }
    return made;
}

// A "%" alone is the empty key.
function decodedKeys(line) {
    return line.split('/').map((key) => (key === '%' ? '' : decodeURIComponent(key)));
}

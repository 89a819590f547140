// Texts that a client or a vendor wrote, as JSON; null where there is none.
import { found } from './found.js';

// JSON.stringify() takes njs longer than most of what is said here.
export function json(text) {
    if (!text) {
        return null;
    }
    return /[^ !#-[\]-~]/.test(text) ? JSON.stringify(text) : '"' + text + '"';
}

// The part of the path that names the model, as the client wrote it. `place`: its segment, and how
// many literal characters stand before and after it; "" if no part names one.
export function modelOf(place) {
    if (place === '') {
        return null;
    }
    const numbers = place.split(' ');
    const segment = found.rest.split('/')[numbers[0]];
    return json(segment.slice(Number(numbers[1]), segment.length - Number(numbers[2])));
}

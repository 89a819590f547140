// The model that a request names.
import { found } from './found.js';
import { json } from './json.js';
import { special } from './special.js';

// As JSON; null without one. `place`: where the path names it: the segment, and how many literal
// characters stand before and after it; or another place (asked.js); "": nowhere.
export function modelOf(r, place) {
    if (place === '') {
        return null;
    }
    if (place.charCodeAt(0) > 0x39) {
        return json(special().rarer().asked(r, place));
    }
    const numbers = place.split(' ');
    const segment = found.rest.split('/')[numbers[0]];
    return json(segment.slice(Number(numbers[1]), segment.length - Number(numbers[2])));
}

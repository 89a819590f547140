// A header of the vendor's own clients, in which the gateway's clients may send their key too.
import { trim } from './text.js';

// Counts what was sent in the header `name` among the keys of `taken` (head.js).
export function present(r, taken, name) {
    r.rawHeadersIn.forEach((line) => {
        if (line[0].toLowerCase() === name) {
            const key = trim(line[1]);
            if (key !== '' && key !== taken.key) {
                taken.key = key;
                taken.keys += 1;
            }
        }
    });
}

// The data of an event.
import { longReader } from './pick.js';
import { take } from './take.js';

export function takeText(text, pointers) {
    // Not JSON: an empty line, or the "[DONE]" that ends some streams.
    if (!text.includes('{')) {
        return;
    }
    try {
        take(JSON.parse(text), pointers);
    } catch (e) {
        // A text of the vendor's own, or one that is nested deeper than njs goes.
        longReader(pointers, [Buffer.from(text)]).end();
    }
}

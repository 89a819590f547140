// What one event says.
import { longReader } from './pick.js';
import { take } from './take.js';
import { spend } from './work.js';

// What a reader that is made for a single event costs, in events.
const READER = 16;

export function takeText(text, pointers, work) {
    // Not JSON: no data, or the "[DONE]" that ends some streams.
    if (!text.includes('{')) {
        return;
    }
    try {
        take(JSON.parse(text), pointers);
    } catch (e) {
        // A text of the vendor's own, or one that is nested deeper than njs goes.
        if (spend(work, READER)) {
            longReader(pointers, [Buffer.from(text)]).end();
        }
    }
}

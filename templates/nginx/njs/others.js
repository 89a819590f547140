// What is needed for answers other than short JSON documents with each value at one place. One function,
// as in special.js.
import { longReader } from './pick.js';
import { pointersOf } from './pointers.js';
import { streamReader } from './streams.js';

export function others() {
    return { longReader, pointersOf, streamReader };
}

// An event that is too long to become text.
import { dataIn, dataReader } from './data.js';
import { longReader } from './pick.js';
import { spend } from './work.js';

// Its reader: of a line of JSON, or `framed`, of what is data in it.
export function longEvent(pointers, framed, work) {
    const reader = longReader(pointers, []);
    const data = dataReader();
    const add = (piece) => {
        const parts = framed ? dataIn(data, piece) : [piece];
        const read = spend(work, parts.length) && reader.add(joined(parts));
        work.over = work.over || !read;
    };
    return { add, end: reader.end };
}

// A single one, which is usual, is not copied.
export function joined(parts) {
    return parts.length === 1 ? parts[0] : Buffer.concat(parts);
}

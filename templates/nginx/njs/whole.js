// Events that are there whole.
import { dataIn, dataReader } from './data.js';
import { firstEnd, lastEnd } from './ends.js';
import { takeText } from './event.js';
import { firstKey } from './keys.js';
import { joined } from './long.js';
import { spend } from './work.js';

// Reads each one in which something can be found. `state`: of an eventReader().
export function readEvents(state, bytes) {
    const keys = [];
    const ends = [];
    let from = 0;
    let end = 0;
    let key = firstKey(state.keys, bytes, 0, keys);
    while (key < bytes.length && !state.work.over) {
        from += lastEnd(bytes.subarray(from, key), state.framed);
        end = firstEnd(bytes, state.framed, key, ends);
        end = end < 0 ? bytes.length : end;
        readEvent(state, bytes.subarray(from, end));
        from = end;
        key = firstKey(state.keys, bytes, from, keys);
    }
}

function readEvent(state, bytes) {
    const parts = state.framed ? dataIn(dataReader(), bytes) : [bytes];
    if (parts.length > 0 && spend(state.work, parts.length)) {
        takeText(joined(parts).toString(), state.pointers, state.work);
    }
}

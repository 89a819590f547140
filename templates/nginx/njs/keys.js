// The keys of JSON by which bytes show that they may be worth reading.
import { places } from './places.js';
import { used } from './used.js';

// Whatever says anything has one.
const ANY_KEY = '"';

// `model`: apart, since one is enough; null without. `counts`: each once.
export function keyBytes(pointers) {
    const counts = [];
    places(pointers).map(keyOf).forEach((key) => {
        if (!counts.includes(key)) {
            counts.push(key);
        }
    });
    return { model: pointers.model === null ? null : keyOf(pointers.model), counts };
}

// The first key of a pointer that is no index and can be written in one way only.
function keyOf(pointer) {
    const plain = pointer.find((key) => /^[ -~]+$/.test(key) && !/^[0-9]+$|["\\/]/.test(key));
    return plain === undefined ? ANY_KEY : `"${plain}"`;
}

// Whether they have one that is still worth reading.
export function interesting(sought, bytes) {
    const length = bytes.length;
    if (used.model === null && sought.model !== null && valued(bytes, sought.model, 0) < length) {
        return true;
    }
    for (let i = 0; i < sought.counts.length; i += 1) {
        if (valued(bytes, sought.counts[i], 0) < length) {
            return true;
        }
    }
    return false;
}

// Where the first such one stands from `from` on; the length of `bytes` if none does. `next`: as in find.js.
export function firstKey(sought, bytes, from, next) {
    let first = bytes.length;
    if (used.model === null && sought.model !== null) {
        next.model = next.model >= from ? next.model : valued(bytes, sought.model, from);
        first = next.model;
    }
    for (let i = 0; i < sought.counts.length; i += 1) {
        next[i] = next[i] >= from ? next[i] : valued(bytes, sought.counts[i], from);
        first = next[i] < first ? next[i] : first;
    }
    return first;
}

// Where a key stands, quotes included, whose value is not null.
function valued(bytes, key, from) {
    let at = bytes.indexOf(key, from);
    while (at >= 0) {
        let value = at + key.length;
        while (bytes[value] === 0x3a || bytes[value] === 0x20) {
            value += 1;
        }
        if (bytes[value] !== 0x6e) {
            return at;
        }
        at = bytes.indexOf(key, value);
    }
    return bytes.length;
}

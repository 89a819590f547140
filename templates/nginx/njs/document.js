// Usage in one JSON document. A long one is neither held nor parsed (pick.js).
import { MAX_PARSED_BYTES } from './contract.js';
import { others } from './others.js';
import { take } from './take.js';

export function documentReader(pointers) {
    const chunks = [];
    let size = 0;
    let long = null;
    return {
        add: (chunk) => {
            size += chunk.length;
            if (size > MAX_PARSED_BYTES) {
                long = long || others().longReader(pointers, chunks);
                return long.add(chunk);
            }
            // Keeping a chunk costs nothing, nginx's module keeps its bytes all the same.
            if (chunk.length > 0) {
                chunks.push(chunk);
            }
            return true;
        },
        end: () => {
            if (long !== null) {
                long.end();
                return;
            }
            const whole = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
            const value = jsonOf(whole);
            if (value === undefined) {
                others().longReader(pointers, chunks).end();
            } else {
                take(value, pointers);
            }
        },
    };
}

// undefined: this is no JSON, or nested deeper than njs goes.
function jsonOf(bytes) {
    try {
        return JSON.parse(bytes.toString());
    } catch (e) {
        return undefined;
    }
}

// Passing over what is of no interest in a JSON text that comes in chunks. Bytes are searched for, not
// looked at one by one: njs takes a hundred times longer for that. And nothing is declared inside of a
// loop or a small function that runs for every bracket: njs makes that anew each time and keeps it.
import { afterString } from './texts.js';

// What is being passed over, from behind its first byte on: a string, an object or an array. Inside of
// one kind of brackets the other kind is always closed.
export function over(code) {
    const string = code === 0x22;
    return { open: code, depth: string ? 0 : 1, string, escaped: false };
}

// From `at` on; where it ends, or the end of the chunk. `state.skipped` is null behind its end.
export function skip(state, bytes, at) {
    const skipped = state.skipped;
    const size = bytes.length;
    const begin = skipped.open;
    const end = begin + 2;
    let depth = skipped.depth;
    let from = skipped.string ? afterString(skipped, bytes, at) : at;
    let quote = -1;
    let open = -1;
    let close = -1;
    while (depth > 0 && from < size) {
        if (quote < from) {
            quote = bytes.indexOf(0x22, from);
            quote = quote < 0 ? size : quote;
        }
        if (close < from) {
            close = bytes.indexOf(end, from);
            close = close < 0 ? size : close;
        }
        if (open < from) {
            open = bytes.indexOf(begin, from);
            open = open < 0 ? size : open;
        }
        if (close < quote && close < open) {
            depth -= 1;
            from = close + 1;
        } else if (open < quote) {
            depth += 1;
            from = open + 1;
        } else {
            from = quote === size ? size : afterString(skipped, bytes, quote + 1);
        }
    }
    skipped.depth = depth;
    if (!skipped.string && depth === 0) {
        state.skipped = null;
    }
    return from;
}

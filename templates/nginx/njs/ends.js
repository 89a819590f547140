// Where events end in the bytes of a stream: lines of JSON with an LF, server-sent events with an empty
// line. Their lines end with LF, CRLF or CR (HTML standard, 9.2.6), so that each of three pairs of bytes
// ends an event.
import { firstOf } from './find.js';

const JSON_LINE_ENDS = ['\n'];
const EMPTY_LINES = ['\n\n', '\n\r', '\r\r'];

// Behind the first end from `from` on; -1: there is none. `next`: of firstOf().
export function firstEnd(bytes, framed, from, next) {
    const at = firstOf(bytes, framed ? EMPTY_LINES : JSON_LINE_ENDS, from, next);
    return at === bytes.length ? -1 : behind(bytes, framed, at);
}

// Behind the last end; 0: there is none.
export function lastEnd(bytes, framed) {
    if (!framed) {
        return bytes.lastIndexOf('\n') + 1;
    }
    const at = bytes.lastIndexOf('\n\n');
    if (bytes.indexOf(0x0d) < 0) {
        return at < 0 ? 0 : at + 2;
    }
    const last = Math.max(at, bytes.lastIndexOf('\n\r'), bytes.lastIndexOf('\r\r'));
    return last < 0 ? 0 : behind(bytes, framed, last);
}

// Whether an event that is not over behind `last` is over behind `code`, the byte after it.
export function endsWith(framed, last, code) {
    return framed && (code === 0x0d || code === 0x0a) && (last === 0x0a || (last === 0x0d && code === last));
}

// The LF of a CRLF is not the beginning of the next event.
function behind(bytes, framed, at) {
    if (!framed) {
        return at + 1;
    }
    return bytes[at + 1] === 0x0d && bytes[at + 2] === 0x0a ? at + 3 : at + 2;
}

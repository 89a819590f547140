// The answer to a request that holds something, as it passes.
import { MAX_DOCUMENT_BYTES, MAX_PARSED_BYTES } from './contract.js';
import { found } from './found.js';
import { USAGE } from './records.js';

// What is in every event once, by the media type of the stream.
const MARKS = {
    'text/event-stream': '\ndata:',
    'application/x-ndjson': '\n',
    'application/vnd.amazon.eventstream': ':event-type',
};

let passed = 0;
let length = null; // that was announced; NaN: none
let mark = '';
let tail = null; // of what passed, shorter than a mark
let events = 0;

export function eventsSeen() {
    return events;
}

// Whether these bytes are the last ones.
export function passing(r, data, flags) {
    if (length === null) {
        begin(r);
    }
    passed += data.length;
    if (mark !== '' && data.length > 0) {
        countEvents(data);
    }
    return flags.last || passed >= length;
}

// Whether the rest of an answer of which nothing more is read can pass unseen: nginx's module keeps a
// copy of all that is seen, and a file has any size. What the request holds gw.log then gives back.
export function isEnough() {
    return passed > (mark === '' ? MAX_PARSED_BYTES : MAX_DOCUMENT_BYTES);
}

function begin(r) {
    length = Number(r.headersOut['Content-Length'] || 'none');
    const type = String(r.headersOut['Content-Type'] || '').split(';', 1)[0].trim().toLowerCase();
    if (found.path[found.at + USAGE] !== '' && typeof MARKS[type] === 'string') {
        mark = MARKS[type];
        tail = Buffer.from(mark.length > 1 ? '\n' : ''); // the first line has none before it
    }
}

function countEvents(data) {
    const overlap = mark.length - 1;
    // Marks that two chunks share.
    events += marksIn(Buffer.concat([tail, data.subarray(0, overlap)])) + marksIn(data);
    tail = data.length < overlap ? Buffer.concat([tail, data]) : data;
    tail = tail.subarray(Math.max(0, tail.length - overlap));
}

function marksIn(bytes) {
    let count = 0;
    for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + mark.length)) {
        count += 1;
    }
    return count;
}

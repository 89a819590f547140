// Who reads which answer.
import { documentReader } from './document.js';
import { eventReader } from './events.js';
import { found } from './found.js';
import { USAGE } from './records.js';

// The reader of an answer of this media type, or null.
export function readerOf(r) {
    const usage = found.at === 0 ? '' : found.path[found.at + USAGE];
    if (usage === '' || r.headersOut['Content-Encoding']) {
        return null;
    }
    const type = mediaOf(r.headersOut['Content-Type']);
    if (type === 'application/json') {
        return documentReader(pointers(usage + '/answer'));
    }
    const framed = type === 'text/event-stream';
    if (!framed && type !== 'application/x-ndjson') {
        return null;
    }
    return eventReader(pointers(usage + '/stream'), framed);
}

function mediaOf(type) {
    if (type === 'application/json' || type === undefined) {
        return type;
    }
    return type.split(';', 1)[0].trim().toLowerCase();
}

// Where the model, the input and the output stand: the keys on the way to each, or null.
function pointers(name) {
    const text = gw_usages[name];
    const line = text.split('\n');
    const keys = text.includes('%') ? decodedKeys : plainKeys;
    return { model: keys(line[0]), input: keys(line[1]), output: keys(line[2]) };
}

function plainKeys(line) {
    return line === '' ? null : line.split('/');
}

// A "%" alone is the empty key.
function decodedKeys(line) {
    const decode = (key) => (key === '%' ? '' : decodeURIComponent(key));
    return line === '' ? null : line.split('/').map(decode);
}

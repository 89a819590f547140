// Who reads which answer.
import { documentReader } from './document.js';
import { found } from './found.js';
import { others } from './others.js';
import { PLAIN, USAGE } from './records.js';
import { special } from './special.js';

// The reader of an answer of this media type, or null.
export function readerOf(r) {
    const usage = found.at === 0 ? '' : found.path[found.at + USAGE];
    if (usage === '') {
        return null;
    }
    if (usage.charCodeAt(0) !== PLAIN) {
        special().rarer().reportedInHeaders(r);
    }
    if ((r.headersOut['Content-Encoding'] || 'identity') !== 'identity') {
        return null;
    }
    const type = mediaOf(r.headersOut['Content-Type']);
    if (type === 'application/json' || /[/+]json$/.test(type)) {
        return documentReader(pointers(usage + '/answer'));
    }
    return others().streamReader(type, () => pointers(usage + '/stream'));
}

function mediaOf(type) {
    if (type === 'application/json' || type === undefined) {
        return type;
    }
    return type.split(';', 1)[0].trim().toLowerCase();
}

// Where the model, the input and the output stand: the keys on the way to each, or null; `sums`: counts
// with more than one way, or null.
function pointers(name) {
    const line = gw_usages[name].split('\n');
    const total = found.held ? gw_usages[name + '/total'] : undefined;
    if (name.charCodeAt(0) !== PLAIN || total !== undefined) {
        return others().pointersOf(line, total);
    }
    return { model: keys(line[0]), input: keys(line[1]), output: keys(line[2]), sums: null };
}

function keys(line) {
    return line === '' ? null : line.split('/');
}

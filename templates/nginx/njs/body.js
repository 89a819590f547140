// What is wrong with the body of a request, if anything.
import { complain } from './complaint.js';
import { found } from './found.js';
import { LOG_TEMPLATE } from './records.js';
import { readJson } from './reading.js';
import { shapeComplaint } from './shapes.js';
import { trim } from './text.js';

const TYPE = 'content-type';
const JSON_TYPE = 'application/json';

// null: nothing. It is looked at whole, wherever nginx keeps it.
export async function bodyComplaint(r) {
    const name = `${found.special.validation.document} ${found.method} ${found.path[LOG_TEMPLATE]}`;
    const body = JSON.parse(gw_bodies[name]);
    if (body === null) {
        return null; // the operation takes none, and nothing is said of one
    }
    const media = mediaType(r);
    const checked = body.shape !== null && (media === JSON_TYPE || media.endsWith('+json'));
    const bytes = checked && !absent(r) ? await r.readRequestArrayBuffer() : null;
    if (absent(r) || (bytes !== null && bytes.byteLength === 0)) {
        return body.required ? complain(null, 'empty') : null;
    }
    if (bytes === null) {
        return body.types.some((type) => covers(type, media)) ? null : complain(null, 'content');
    }
    const read = readJson(bytes);
    return read.word !== '' ? complain(null, read.word) : shapeComplaint(read.value, body.shape, bytes.byteLength);
}

// The first one that is given, as the vendor sees it: it gets nothing that the client's Connection names.
function mediaType(r) {
    const line = r.rawHeadersIn.find((each) => each[0].toLowerCase() === TYPE);
    const type = line === undefined || isOfThisHop(r, TYPE) ? '' : line[1].split(/[;,]/, 1)[0];
    return trim(type).toLowerCase() || JSON_TYPE;
}

function isOfThisHop(r, name) {
    return r.rawHeadersIn.some((each) => each[0].toLowerCase() === 'connection'
        && each[1].split(',').some((named) => trim(named).toLowerCase() === name));
}

// Whether there is no body, or one without a byte. One of unannounced length counts as there until it
// is read; HTTP/2 needs no header for it.
function absent(r) {
    const length = r.variables.content_length;
    if (length) {
        return Number(length) === 0;
    }
    return r.httpVersion !== '2.0' && !r.variables.http_transfer_encoding;
}

// `type`: a media type, or "*/*" or "text/*" for many.
function covers(type, media) {
    return type === media || type === '*/*'
        || (type.endsWith('/*') && media.startsWith(type.slice(0, -1)));
}

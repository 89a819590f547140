// What is wrong with the body of a request, if anything.
import { complain } from './complaint.js';
import { found } from './found.js';
import { LOG_TEMPLATE } from './records.js';
import { readJson } from './reading.js';
import { shapeComplaint } from './shapes.js';

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
    return read.word !== '' ? complain(null, read.word) : shapeComplaint(read.value, body.shape);
}

function mediaType(r) {
    const line = r.rawHeadersIn.find((each) => each[0].toLowerCase() === 'content-type');
    const type = line === undefined ? '' : line[1].split(';', 1)[0].toLowerCase();
    return type.replace(/^[ \t]+|[ \t]+$/g, '') || JSON_TYPE;
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

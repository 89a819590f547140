// What a vendor's answer says was used, read as it passes. Nothing is held back: every chunk is
// passed on before it is looked at, and whatever goes wrong here only loses the figures.
//
// njs frees memory when a request ends, and not before. So a chunk of a long answer must leave as
// little behind as can be: it is looked at as bytes, and made into text only where that is needed.
import document from 'document.js';
import events from 'events.js';
import found from 'found.js';
import used from 'used.js';

let reader = null;

function read(r, data, flags) {
    r.sendBuffer(data, flags);
    try {
        if (reader === null) {
            reader = choose(r);
        }
        if (reader === null || !reader.add(data)) {
            stop(r);
            return;
        }
        used.bytes += data.length;
        if (flags.last) {
            reader.end();
        }
    } catch (e) {
        stop(r);
    }
}

// The rest passes unread, so that the bytes counted here would be too few.
function stop(r) {
    used.bytes = 0;
    r.done();
}

// Who reads an answer of this media type, or null.
function choose(r) {
    const operation = found.operation;
    if (operation === null || operation.usage === null || r.headersOut['Content-Encoding']) {
        return null;
    }
    const type = (r.headersOut['Content-Type'] || '').split(';', 1)[0].trim().toLowerCase();
    if (type === 'application/json') {
        return document.reader(JSON.parse(gw_usages[`${operation.usage}/answer`]));
    }
    const framed = type === 'text/event-stream';
    if (!framed && type !== 'application/x-ndjson') {
        return null;
    }
    return events.reader(JSON.parse(gw_usages[`${operation.usage}/stream`]), framed);
}

export default { read };

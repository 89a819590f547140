// What a vendor's answer says was used, read as it passes. Nothing is held back: every chunk is
// passed on before it is looked at, and whatever goes wrong here only loses the figures.
//
// njs frees memory when a request ends, and not before. So a chunk of a long answer must leave as
// little behind as can be: it is looked at as bytes, and made into text only where that is needed.
import { found } from './found.js';
import { readerOf } from './readers.js';
import { used, usedAsJson } from './used.js';

let reader = null;

export function readUsage(r, data, flags) {
    r.sendBuffer(data, flags);
    try {
        if (reader === null) {
            reader = readerOf(r);
        }
        if (reader === null || !reader.add(data)) {
            stop(r);
            return;
        }
        used.bytes += data.length;
        if (flags.last) {
            reader.end();
            tell(r);
        }
    } catch (e) {
        stop(r);
    }
}

// The rest passes unread, so that the bytes counted here would be too few.
function stop(r) {
    used.bytes = 0;
    r.done();
    tell(r);
}

// What nginx needs to write the log line by itself.
function tell(r) {
    const variables = r.variables;
    // What nginx itself counts has the framing of chunks in it, and "100 Continue".
    if (used.bytes > 0) {
        variables.gw_read = String(used.bytes);
    }
    variables.gw_used = usedAsJson();
    variables.gw_told = found.nameless ? '' : '1';
}

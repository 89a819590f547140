// What a vendor's answer says was used, read as it passes. Nothing is held back: every chunk is
// passed on before it is looked at, and whatever goes wrong here only loses the figures.
//
// njs frees memory when a request ends, and not before. So a chunk of a long answer must leave as
// little behind as can be: it is looked at as bytes, and made into text only where that is needed.
import { found } from './found.js';
import { readerOf } from './readers.js';
import { special } from './special.js';
import { used, usedAsJson } from './used.js';

let reader = null;
let ended = false; // whether nothing more is read

export function readUsage(r, data, flags) {
    if (found.held) {
        readHeld(r, data, flags);
        return;
    }
    r.sendBuffer(data, flags);
    read(r, data, flags.last);
    if (ended) {
        r.done();
        tell(r);
    }
}

// What a request holds is given back before its client sees the end and can ask for more.
function readHeld(r, data, flags) {
    try {
        const last = special().limits().passing(r, data, flags);
        read(r, data, last);
        if (last) {
            ended = true;
            special().limits().settleHeld(r, used.bytes > 0); // none: not all of it was read
            tell(r);
        } else if (ended && special().limits().isEnough()) {
            r.done();
        }
    } catch (e) {
        // The handler of the log comes to it once more.
    }
    r.sendBuffer(data, flags);
}

function read(r, data, last) {
    if (ended) {
        return;
    }
    try {
        if (reader === null) {
            reader = readerOf(r);
        }
        if (reader !== null && reader.add(data)) {
            used.bytes += data.length;
            if (last) {
                reader.end();
                ended = true;
            }
            return;
        }
    } catch (e) {
        // Only figures are lost.
    }
    // The rest passes unread, so that the bytes counted here would be too few.
    ended = true;
    used.bytes = 0;
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

// The log line of a request that conf/log.conf leaves to this: one JSON object. It must never throw,
// for nginx would write an empty line.
import { methodOf, milliseconds, quoted, received, streamed, vendorId } from './facts.js';
import { found } from './found.js';
import { modelOf } from './model.js';
import { outcomeOf } from './outcome.js';
import { LOG_API, LOG_BASE, LOG_ID, LOG_TEMPLATE, LOG_VENDOR, MODEL, PLAIN, USAGE } from './records.js';
import { find } from './route.js';
import { special } from './special.js';
import { used, usedAsJson } from './used.js';

export function line(r) {
    try {
        if (r.variables.gw_held) {
            special().limits().settleHeld(r, false);
        }
        if (!found.done) {
            // An error page: the lookup was done before the internal redirect, and is lost.
            const v = r.variables;
            found.method = methodOf(v.request);
            find(String(v.request_uri).split('?', 1)[0], found.method);
        }
        return lineOf(r, r.variables, gw_gateway.log_keys);
    } catch (e) {
        return gw_gateway.log_failed;
    }
}

// JSON texts in the order of the contract's names, `k`, which come with their punctuation.
function lineOf(r, v, k) {
    const api = found.api;
    const path = found.path;
    const at = found.at;
    const end = outcomeOf(v);
    const answered = end.header !== null;
    return k[0] + '"' + new Date().toISOString() + '"'
        + k[1] + '"' + v.gw_rid + '"'
        + k[2] + (answered && !found.nameless ? vendorId(v) : null)
        + k[3] + gw_gateway.environment
        + k[4] + (api ? api[LOG_API] : null + k[5] + null)
        + k[6] + (at === 0 ? null : path[at + LOG_ID])
        + k[7] + (v.gw_consumer || null)
        + k[8] + quoted(found.method)
        + k[9] + quoted(api && api[LOG_BASE] + path[LOG_TEMPLATE])
        + k[10] + end.status
        + k[11] + quoted(end.code)
        + k[12] + milliseconds(v.request_time)
        + k[13] + end.header
        + k[14] + received(r, v, end.left)
        + k[15] + (used.bytes || v.body_bytes_sent)
        + k[16] + (answered ? streamed(v.upstream_http_content_type) : null)
        + k[17] + (api && api[LOG_VENDOR])
        + k[18] + (at === 0 ? null : modelOf(r, path[at + MODEL]))
        + k[19] + figures(r, at) + '}';
}

// An answer without a body, and one that was broken off, may have told something in its headers.
function figures(r, at) {
    if (at !== 0 && found.path[at + USAGE] !== '' && found.path[at + USAGE].charCodeAt(0) !== PLAIN) {
        special().rarer().reportedInHeaders(r);
    }
    return usedAsJson();
}

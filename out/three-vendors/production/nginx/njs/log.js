// One JSON object for each request. This must never throw: nginx would write an empty line.
import facts from 'facts.js';
import found from 'found.js';
import outcome from 'outcome.js';
import received from 'received.js';
import route from 'route.js';
import used from 'used.js';

function line(r) {
    try {
        if (!found.done) {
            // An error page: the lookup was done before the internal redirect, and is lost.
            const v = r.variables;
            route.find(String(v.request_uri).split('?', 1)[0], facts.method(v.request));
        }
        return text(r, r.variables, gw_gateway.log_keys);
    } catch (e) {
        return gw_gateway.log_failed;
    }
}

// JSON texts in the order of the contract's names, `k`, which come with their punctuation. One
// template, because njs copies a string for each "+".
function text(r, v, k) {
    const api = found.api;
    const operation = found.operation;
    const end = outcome.of(v);
    const answered = end.header !== null;
    return `${k[0]}"${new Date(Number(v.msec) * 1000).toISOString()}"\
${k[1]}"${v.gw_rid}"\
${k[2]}${answered ? facts.vendorId(v) : null}\
${k[3]}${gw_gateway.environment}\
${k[4]}${api && api.log_name}\
${k[5]}${api && api.log_version}\
${k[6]}${operation && operation.log_id}\
${k[7]}${facts.json(v.gw_consumer)}\
${k[8]}${facts.quoted(facts.method(v.request))}\
${k[9]}${facts.quoted(api && api.log_base + found.path.log_template)}\
${k[10]}${end.status}\
${k[11]}${facts.quoted(end.code)}\
${k[12]}${Math.round(Number(v.request_time) * 1000)}\
${k[13]}${end.header}\
${k[14]}${received.bytes(r, v, end.left)}\
${k[15]}${used.bytes || v.body_bytes_sent}\
${k[16]}${answered ? facts.streamed(v.upstream_http_content_type) : null}\
${k[17]}${api && api.log_vendor}\
${k[18]}${operation && operation.model && facts.model(operation.model)}\
${k[19]}${facts.json(used.model)}\
${k[20]}${used.input}\
${k[21]}${used.output}}`;
}

export default { line };

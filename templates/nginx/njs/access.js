// Every decision about a request, in the order of the contract. `gw_up` is set last: a request for
// which this did not run to its end has no upstream, and nothing can be forwarded.
import added from 'added.js';
import credentials from 'credentials.js';
import found from 'found.js';
import head from 'head.js';
import preflight from 'preflight.js';
import query from 'query.js';
import refuse from 'refuse.js';
import secret from 'secret.js';

function decide(r) {
    try {
        check(r);
    } catch (e) {
        refuse(r, 'gateway_error');
    }
}

function check(r) {
    const sent = head.read(r, found.api);
    if (sent === null) {
        // Other engines know no API of a malformed request.
        added.clear(r, found.api);
        refuse(r, 'invalid_request');
        return;
    }
    if (found.operation === null) {
        if (!preflight.answer(r, found.path.methods)) {
            r.headersOut.Allow = found.path.methods.join(', ');
            refuse(r, 'method_not_allowed');
        }
        return;
    }
    if (found.api.refused !== undefined) {
        refuse(r, found.api.refused);
        return;
    }
    if (found.api.security.length > 0) {
        const consumer = credentials.consumer(sent.keys);
        if (consumer === null) {
            r.headersOut['WWW-Authenticate'] = gw_contract.www_authenticate;
            refuse(r, 'invalid_api_key');
            return;
        }
        r.variables.gw_consumer = consumer;
    }
    forward(r, sent.block);
}

function forward(r, block) {
    const api = found.api;
    let own = api.authority;
    if (api.credential !== null) {
        const key = secret.read(api.credential);
        if (key === null) {
            refuse(r, 'vendor_key_unavailable');
            return;
        }
        own += `\r\n${api.credential.line}${key}`;
    }
    r.variables.gw_head = own + head.pinned(r, api) + block;
    r.variables.gw_target = api.base_path + found.rest + query.pinned(found.query, api.query);
    r.variables.gw_sni = api.server_name;
    r.variables.gw_up = api.upstream;
}

export default { decide };

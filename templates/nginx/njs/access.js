// Every decision about a request, in the order of the contract. `gw_up` is set last: a request for
// which this did not run to its end has no upstream, and nothing can be forwarded.
import { consumerOf } from './credentials.js';
import { forward } from './forward.js';
import { found } from './found.js';
import { headers } from './head.js';
import { refuseMethod } from './preflight.js';
import { BUDGET, KEYS_ONLY, METHODS, NAME, REFUSED, SECURITY } from './records.js';
import { refuse } from './refuse.js';
import { special } from './special.js';

export function decide(r) {
    try {
        check(r);
    } catch (e) {
        refuse(r, 'gateway_error');
    }
}

function check(r) {
    const api = found.api;
    const sent = headers(r, found.special === null ? null : found.special.dropped);
    if (sent === null) {
        forget(r);
        refuse(r, 'invalid_request');
        return;
    }
    if (found.at === 0) {
        refuseMethod(r, found.path[METHODS].split(' '));
        return;
    }
    if (api[REFUSED] !== '') {
        refuse(r, api[REFUSED]);
        return;
    }
    let consumer = '';
    if (api[SECURITY] === KEYS_ONLY) {
        if (found.special !== null && found.special.key_header !== undefined) {
            special().rarer().present(r, sent, found.special.key_header);
        }
        consumer = sent.keys > 1 ? null : consumerOf(sent.key);
        if (consumer === null) {
            r.headersOut['WWW-Authenticate'] = gw_contract.www_authenticate;
            refuse(r, 'invalid_api_key');
            return;
        }
    } else if (api[SECURITY] !== '') {
        special().issuers().identify(r, api, sent, admit, special);
        return;
    }
    admit(r, api, sent, consumer);
}

// `consumer`: its entry; "": the API asks for none.
function admit(r, api, sent, consumer) {
    if (consumer.charCodeAt(0) === NAME) {
        r.variables.gw_consumer = consumer;
    }
    if ((api[BUDGET] !== '' || (consumer !== '' && consumer.charCodeAt(0) !== NAME))
        && !special().limits().admitted(r, api, consumer)) {
        return;
    }
    if (found.special !== null && found.special.validation !== undefined) {
        special().rarer().validated(r, () => forward(r, api, sent.block));
    } else {
        forward(r, api, sent.block);
    }
}

// Other engines know no API of a malformed request, and so no header that it adds.
function forget(r) {
    for (const variable in found.special === null ? {} : found.special.added) {
        r.variables[variable] = '';
    }
}

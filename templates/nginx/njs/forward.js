// What goes to the vendor, and what the log says of it.
import { found } from './found.js';
import { modelOf } from './model.js';
import {
    AUTHORITY, BASE_PATH, CREDENTIAL, FILE, LOG_API, LOG_BASE, LOG_ID, LOG_TEMPLATE, LOG_VENDOR, MODEL,
    SERVER_NAME, UPSTREAM, USAGE, VARIABLE,
} from './records.js';
import { refuse } from './refuse.js';
import { secretOf } from './secret.js';
import { special } from './special.js';

export function forward(r, api, block) {
    const variables = r.variables;
    let own = api[AUTHORITY];
    if (api[CREDENTIAL] !== '') {
        const key = secretOf(api[VARIABLE], api[FILE]);
        if (key === null) {
            refuse(r, 'vendor_key_unavailable');
            return;
        }
        own += '\r\n' + api[CREDENTIAL] + key;
    }
    let lines = block;
    let query = found.query;
    if (found.special !== null) {
        const sent = special().own(r, found.special, block);
        if (sent === null) {
            refuse(r, 'vendor_key_unavailable');
            return;
        }
        lines = sent.lines;
        query = sent.query;
    }
    variables.gw_head = own + lines;
    variables.gw_target = api[BASE_PATH] + found.rest + query;
    describe(r, variables, api, found.path, found.at);
    if (api[SERVER_NAME] !== '') {
        variables.gw_sni = api[SERVER_NAME];
    }
    variables.gw_up = api[UPSTREAM];
}

// What nginx needs to write the log line by itself.
function describe(r, variables, api, path, at) {
    variables.gw_api = api[LOG_API];
    variables.gw_vendor = api[LOG_VENDOR];
    variables.gw_operation = path[at + LOG_ID];
    variables.gw_path = api[LOG_BASE] + path[LOG_TEMPLATE];
    if (path[at + MODEL] !== '') {
        variables.gw_asked = modelOf(r, path[at + MODEL]);
    }
    if (path[at + USAGE] === '' && !found.held) {
        variables.gw_told = '1'; // there is nothing for gw.body to find
    }
}

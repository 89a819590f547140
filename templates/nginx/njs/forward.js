// What goes to the vendor, and what the log says of it.
import { found } from './found.js';
import { modelOf } from './json.js';
import { pinnedHeaders, pinnedQuery } from './pins.js';
import {
    AUTHORITY, BASE_PATH, CREDENTIAL, FILE, LOG_API, LOG_BASE, LOG_ID, LOG_TEMPLATE, LOG_VENDOR, MODEL,
    SERVER_NAME, UPSTREAM, USAGE, VARIABLE,
} from './records.js';
import { refuse } from './refuse.js';
import { secretOf } from './secret.js';

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
    const special = found.special;
    variables.gw_head = own + pinnedHeaders(r, special) + block;
    variables.gw_target = api[BASE_PATH] + found.rest + pinnedQuery(found.query, special);
    describe(variables, api, found.path, found.at);
    if (api[SERVER_NAME] !== '') {
        variables.gw_sni = api[SERVER_NAME];
    }
    variables.gw_up = api[UPSTREAM];
}

// What nginx needs to write the log line by itself.
function describe(variables, api, path, at) {
    variables.gw_api = api[LOG_API];
    variables.gw_vendor = api[LOG_VENDOR];
    variables.gw_operation = path[at + LOG_ID];
    variables.gw_path = api[LOG_BASE] + path[LOG_TEMPLATE];
    if (path[at + MODEL] !== '') {
        variables.gw_asked = modelOf(path[at + MODEL]);
    }
    if (path[at + USAGE] === '') {
        variables.gw_told = '1'; // there is nothing for gw.body to find
    }
}

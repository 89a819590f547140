// What a token says: {valid, asked, until, scopes, subject}. `asked`: its issuer was asked about it.
// `until`: for how long this may be kept, in milliseconds of the Unix epoch; 0: not at all. `scopes`: with
// a blank between them. `subject`: as gw_subjects has it; "": it names none.
import { introspected } from './introspected.js';
import { memberOf, payloadOf } from './jws.js';
import { isTokenShaped } from './permitted.js';
import { keepFacts, recall } from './recall.js';
import { soughtOnce } from './seeking.js';
import { verified } from './verified.js';

export const REFUSED_TOKEN = { valid: false, asked: false, until: 0, scopes: '', subject: '' };

// `record`: the name under which it is remembered. Of a token of nobody that signs any the one is asked
// who answers questions, if there is one. Error: it cannot be told.
export async function tokenFacts(token, record) {
    const payload = isTokenShaped(token) ? payloadOf(token) : null;
    const issuer = payload === null ? undefined : memberOf(payload, 'iss');
    const name = typeof issuer === 'string' ? gw_issuers['iss ' + issuer] : undefined;
    if (name !== undefined) {
        return keptFacts(record, await verified(token, payload, name) || REFUSED_TOKEN);
    }
    const asked = gw_issuers.asked;
    if (asked === undefined) {
        return REFUSED_TOKEN;
    }
    return soughtOnce(ngx.shared.gw_tokens, record + ' asked', () => recall(record),
        async () => keptFacts(record, await introspected(token, asked)));
}

function keptFacts(record, facts) {
    keepFacts(record, facts);
    return facts;
}

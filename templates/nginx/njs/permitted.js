// What is answered to tokens that do not do, and which scopes an operation asks for.
import { found } from './found.js';
import { LOG_TEMPLATE, SECURITY, SURFACE, TOKENS_ONLY } from './records.js';
import { answerWith, refuse } from './refuse.js';

// `asked`: its issuer was asked about it.
export function refuseToken(ask, asked) {
    const code = asked || ask.api[SECURITY] === TOKENS_ONLY || isTokenShaped(ask.token)
        ? 'invalid_token' : 'invalid_api_key';
    ask.r.headersOut['WWW-Authenticate'] = code === 'invalid_token' && ask.token !== ''
        ? gw_contract.tokens.invalid : gw_contract.www_authenticate;
    refuse(ask.r, code);
}

// Whether it looks like a signed token, by its characters alone.
export function isTokenShaped(token) {
    return !/[^A-Za-z0-9_.-]/.test(token) && token.charCodeAt(0) !== 0x2e
        && token.split('.', 4).length === 3;
}

// `scopes`: with a blank between them.
export function suffices(scopes) {
    const wanted = gw_scopes[found.api[SURFACE] + ' ' + found.method + ' ' + found.path[LOG_TEMPLATE]];
    if (wanted === undefined) {
        return true;
    }
    const has = ' ' + scopes + ' ';
    return wanted.split(' ').every((scope) => has.includes(' ' + scope + ' '));
}

// A consumer that is not subscribed is told so, and nothing of scopes.
export function refuseScope(ask, entry) {
    if (ask.special().limits().subscribed(ask.r, ask.api, entry)) {
        ask.r.headersOut['WWW-Authenticate'] = gw_contract.tokens.scope;
        answerWith(ask.r, 'not_subscribed', gw_contract.errors.not_subscribed.status,
            gw_contract.tokens.scope_body);
    }
}

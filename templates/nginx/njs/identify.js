// Who the client is, for an API that takes access tokens (RFC 6750), and perhaps keys too.
import { consumerOf } from './credentials.js';
import { found } from './found.js';
import { looks } from './looks.js';
import { refuseScope, refuseToken, suffices } from './permitted.js';
import { recall, recordOf } from './recall.js';
import { NAME, SECURITY, TOKENS_ONLY } from './records.js';
import { refuse } from './refuse.js';
import { bearer } from './text.js';

// Calls `goOn` with the consumer's entry, or refuses: at once where the token is known, and else when it
// has been looked at; nginx waits for that.
export function identify(r, api, sent, goOn, special) {
    const token = bearer(r.headersIn.Authorization || '');
    const ask = { r, api, sent, goOn, special, token };
    const short = Buffer.byteLength(token) <= gw_contract.tokens.max_bytes;
    if (api[SECURITY] !== TOKENS_ONLY && short) {
        if (found.special !== null && found.special.key_header !== undefined) {
            special().rarer().present(r, sent, found.special.key_header);
        }
        const entry = sent.keys === 1 ? consumerOf(sent.key) : null;
        if (entry !== null && (entry.charCodeAt(0) === NAME || special().limits().isCurrent(entry))) {
            goOn(r, api, sent, entry);
            return;
        }
    }
    if (token === '' || !short || (api[SECURITY] !== TOKENS_ONLY && sent.keys > 1)) {
        refuseToken(ask, false);
        return;
    }
    const name = recordOf(token);
    const known = recall(name);
    if (known !== null) {
        conclude(ask, known);
    } else if (token.startsWith(gw_contract.tokens.key_prefix) || consumerOf(token) !== null) {
        // A key, be it of another environment, is nobody's business but ours: no issuer is asked
        // about it.
        refuseToken(ask, false);
    } else {
        lookAt(ask, name);
    }
}

async function lookAt(ask, name) {
    try {
        conclude(ask, await looks().tokenFacts(ask.token, name));
    } catch (e) {
        refuse(ask.r, 'gateway_error');
    }
}

// `facts`: what the token says (tokens.js).
function conclude(ask, facts) {
    if (!facts.valid) {
        refuseToken(ask, facts.asked);
        return;
    }
    const entry = facts.subject === '' ? undefined : gw_subjects[facts.subject];
    if (typeof entry !== 'string') {
        refuse(ask.r, 'not_subscribed');
    } else if (suffices(facts.scopes)) {
        ask.goOn(ask.r, ask.api, ask.sent, entry);
    } else {
        refuseScope(ask, entry);
    }
}

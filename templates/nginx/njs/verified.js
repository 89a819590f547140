// Tokens that show by their signature who made them (RFC 7515, RFC 7518).
import { claimsFit, endOfToken, hasBegun, scopesIn, subjectIn } from './claims.js';
import { isSigned } from './signed.js';
import { issuerOf } from './issuer.js';
import { headerOf, memberOf } from './jws.js';
import { keysOf } from './keyset.js';

// What is known of a token is kept no longer than this, however long it is good.
const MOST_KEPT_MS = 600000;

// The facts of a token (tokens.js); null: it is not valid. Error: there are no keys to tell by.
export async function verified(token, payload, name) {
    const issuer = issuerOf(name);
    const header = headerOf(token);
    const now = Date.now();
    if (header === null || !headerFits(header, issuer) || memberOf(payload, 'exp') === undefined
            || !claimsFit(payload, issuer, now) || !hasBegun(payload, issuer, now)) {
        return null;
    }
    const id = memberOf(header, 'kid');
    const keys = await keysOf(issuer, id === undefined ? null : id);
    if (!await isSigned(token, header.alg, id === undefined ? null : id, keys)) {
        return null;
    }
    return {
        valid: true,
        asked: false,
        until: Math.min(endOfToken(payload, issuer), now + Math.min(issuer.kept, MOST_KEPT_MS)),
        scopes: scopesIn(payload),
        subject: subjectIn(payload, issuer),
    };
}

// No algorithm but those that the issuer is known to use: neither "none", nor one with a shared secret.
function headerFits(header, issuer) {
    const algorithm = memberOf(header, 'alg');
    const id = memberOf(header, 'kid');
    return typeof algorithm === 'string' && issuer.algorithms.includes(algorithm)
        && memberOf(header, 'crit') === undefined
        && (id === undefined || typeof id === 'string');
}

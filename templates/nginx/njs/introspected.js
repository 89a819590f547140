// Tokens that their issuer is asked about (RFC 7662).
import { claimsFit, endOfToken, scopesIn, subjectIn } from './claims.js';
import { issuerOf } from './issuer.js';
import { memberOf } from './jws.js';
import { secretOf } from './secret.js';
import { soughtJson } from './seeking.js';

// The facts of a token (tokens.js). Error: its issuer cannot be asked, or did not answer.
export async function introspected(token, name) {
    const issuer = issuerOf(name);
    const answer = await soughtJson(issuer.url, question(issuer, token));
    const now = Date.now();
    const from = memberOf(answer, 'iss');
    const valid = memberOf(answer, 'active') === true
        && (from === undefined || from === issuer.issuer)
        && claimsFit(answer, issuer, now);
    const kept = now + issuer.kept;
    return {
        valid,
        asked: true,
        until: valid ? Math.min(kept, endOfToken(answer, issuer)) : kept,
        scopes: valid ? scopesIn(answer) : '',
        subject: valid ? subjectIn(answer, issuer) : '',
    };
}

function question(issuer, token) {
    const secret = secretOf(issuer.variable, issuer.file);
    if (secret === null) {
        throw new Error('there is no secret');
    }
    const credentials = Buffer.from(issuer.client + encodeURIComponent(secret)).toString('base64');
    return {
        method: 'POST',
        headers: {
            Accept: 'application/json',
            Authorization: 'Basic ' + credentials,
            'Content-Type': 'application/x-www-form-urlencoded',
        },
        body: 'token=' + encodeURIComponent(token) + '&token_type_hint=access_token',
    };
}

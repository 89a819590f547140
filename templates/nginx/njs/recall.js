// What is known of tokens that came before, in memory that nginx's workers share. A token is in it by its
// digest alone. It may be thrown out to make room: then the token is looked at once more.
import crypto from 'crypto';

// The name of a token's record; of other issuers, after a reload, it is another one.
export function recordOf(token) {
    return crypto.createHash('sha256').update(gw_issuers.digest + token).digest('hex');
}

// The token's facts (tokens.js); null: there are none, or they are too old.
export function recall(name) {
    const kept = ngx.shared.gw_tokens.get(name);
    if (kept === undefined) {
        return null;
    }
    const lines = kept.split('\n', 4);
    if (!(Date.now() < Number(lines[0]))) {
        return null;
    }
    return {
        valid: lines[1] === 'valid',
        asked: lines[2] === 'asked',
        scopes: lines[3],
        subject: kept.slice(lines.join('\n').length + 1),
    };
}

// `facts.until`: milliseconds of the Unix epoch; 0: they are not kept.
export function keepFacts(name, facts) {
    const left = facts.until - Date.now();
    if (!(left >= 1)) {
        return;
    }
    const lines = [facts.until, facts.valid ? 'valid' : '', facts.asked ? 'asked' : '', facts.scopes];
    try {
        ngx.shared.gw_tokens.set(name, lines.concat(facts.subject).join('\n'), Math.ceil(left));
    } catch (e) {
        // There is no room, and the token is looked at again when it comes again.
    }
}

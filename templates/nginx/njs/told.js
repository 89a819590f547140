// What an answer says of the limit that has least left, of those of requests and of those of tokens.
import { found } from './found.js';
import { settleHeld } from './settle.js';
import { endOf, leftOf } from './taking.js';

// conf/headers.conf prints these variables.
export function tellLimits(r, limits, now) {
    found.limited = [];
    say(r, 'requests', limits.filter((limit) => limit.kind === 'requests'), now);
    say(r, 'tokens', limits.filter((limit) => limit.tokens), now);
}

function say(r, what, limits, now) {
    if (limits.length === 0) {
        return;
    }
    const least = limits.reduce((low, limit) => (leftOf(limit) < leftOf(low) ? limit : low));
    r.variables['gw_' + what + '_limit'] = String(least.amount);
    r.variables['gw_' + what + '_left'] = String(Math.max(0, leftOf(least)));
    r.variables['gw_' + what + '_reset'] = String(secondsUntil(endOf(least), now));
    found.limited = found.limited.concat(gw_budgets['headers/' + what].split('\n'));
}

// Whoever waits so long finds another window.
export function secondsUntil(end, now) {
    return Math.max(1, Math.ceil((end - now) / 1000));
}

// The vendor's headers of those names do not pass. An answer without a body is over with its header.
export function replaced(r) {
    found.limited.forEach((name) => {
        delete r.headersOut[name];
    });
    if (found.held && (r.method === 'HEAD' || r.status === 204 || r.status === 304)) {
        settleHeld(r, true);
    }
}

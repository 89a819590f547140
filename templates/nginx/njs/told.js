// What an answer says of the limit that has least left, of those of requests and of those of tokens.
import { found } from './found.js';
import { settleHeld } from './settle.js';
import { endOf, leftOf } from './taking.js';

// conf/headers.conf prints these variables.
export function tellLimits(r, limits, now) {
    let ofRequests = null;
    let ofTokens = null;
    for (let i = 0; i < limits.length; i += 1) {
        const limit = limits[i];
        if (limit.tokens) {
            ofTokens = lower(ofTokens, limit);
        } else if (limit.window !== 0) {
            ofRequests = lower(ofRequests, limit);
        }
    }
    found.limited = [];
    if (ofRequests !== null) {
        say(r.variables, 'requests', ofRequests, now);
    }
    if (ofTokens !== null) {
        say(r.variables, 'tokens', ofTokens, now);
    }
}

// Of the same rest the first.
function lower(least, limit) {
    return least === null || leftOf(limit) < leftOf(least) ? limit : least;
}

function say(variables, what, limit, now) {
    variables['gw_' + what + '_limit'] = String(limit.amount);
    variables['gw_' + what + '_left'] = String(Math.max(0, leftOf(limit)));
    variables['gw_' + what + '_reset'] = String(secondsUntil(endOf(limit), now));
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

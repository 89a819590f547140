// Limits: counts a request in every one of them, or refuses it and counts it in none. Loops where most
// requests come by, since njs makes a function anew for every call that is given one.
import { keptFor } from './counters.js';
import { found } from './found.js';
import { limitsOf } from './limiting.js';
import { USAGE } from './records.js';
import { answerWith } from './refuse.js';
import { endOf, giveBack, isUsedUp, look, takeOf } from './taking.js';
import { secondsUntil, tellLimits } from './told.js';

// false: it was refused.
export function meter(r, scopes) {
    const limits = limitsOf(scopes, found.path[found.at + USAGE] !== '');
    if (limits.length === 0) {
        return true;
    }
    try {
        return count(r, limits);
    } catch (e) {
        limits.forEach(giveBack);
        throw e;
    }
}

function count(r, limits) {
    // One for all, so that windows that open together end together.
    const now = Date.now();
    // Looking first leaves nothing behind of most requests that come too much, not even a window.
    let passes = true;
    for (let i = 0; i < limits.length; i += 1) {
        look(limits[i], now);
        passes = passes && !isUsedUp(limits[i]);
    }
    for (let i = 0; passes && i < limits.length; i += 1) {
        passes = takeOf(limits[i], now);
    }
    if (passes) {
        tellLimits(r, limits, now);
        takeAll(r, limits);
    } else {
        limits.forEach(giveBack);
        tellLimits(r, limits, now);
        stop(r, limits.filter(isUsedUp), now);
    }
    return passes;
}

// What is not settled by itself, for settle.js. In a variable: it has to outlast internal redirects.
function takeAll(r, limits) {
    const held = [];
    for (let i = 0; i < limits.length; i += 1) {
        const limit = limits[i];
        if (limit.tokens || limit.window === 0) {
            held.push(limit.kind, limit.taken, keptFor(limit), limit.counter);
        }
    }
    if (held.length > 0) {
        found.held = true;
        r.variables.gw_held = held.join('\n');
    }
}

// Of several the one is told that makes wait longest.
function stop(r, limits, now) {
    const told = limits.reduce((last, limit) => (endOf(limit) > endOf(last) ? limit : last));
    const refusal = gw_budgets[told.refusal].split('\n');
    r.headersOut['Retry-After'] = String(secondsUntil(endOf(told), now));
    answerWith(r, refusal[0], Number(refusal[1]), refusal[2]);
}

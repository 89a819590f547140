// Limits: counts a request in every one of them, or refuses it and counts it in none.
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
    limits.forEach((limit) => look(limit, now));
    const passes = !limits.some(isUsedUp) && limits.every((limit) => takeOf(limit, now));
    if (!passes) {
        limits.forEach(giveBack);
    }
    tellLimits(r, limits, now);
    if (passes) {
        hold(r, limits);
    } else {
        stop(r, limits.filter(isUsedUp), now);
    }
    return passes;
}

// What is not settled by itself, for settle.js. In a variable: it has to outlast internal redirects.
function hold(r, limits) {
    const held = limits.filter((limit) => limit.tokens || limit.window === 0);
    found.held = held.length > 0;
    r.variables.gw_held = held.map(
        (limit) => [limit.kind, limit.taken, keptFor(limit), limit.counter].join('\n'),
    ).join('\n');
}

// Of several the one is told that makes wait longest.
function stop(r, limits, now) {
    const told = limits.reduce((last, limit) => (endOf(limit) > endOf(last) ? limit : last));
    const refusal = gw_budgets[told.refusal].split('\n');
    r.headersOut['Retry-After'] = String(secondsUntil(endOf(told), now));
    answerWith(r, refusal[0], Number(refusal[1]), refusal[2]);
}

// One limit and one request: what is left, and taking of it.
import { beside, countIn, counted, counterOf, opened, openedAt, partOf } from './counters.js';

// Fills in what was used, and since when; nothing is changed.
export function look(limit, now) {
    limit.opened = now;
    if (limit.window === 0) {
        limit.used = counted(limit, partOf(now)) + beside(limit, partOf(now));
        return;
    }
    const since = openedAt(limit);
    limit.used = 0;
    if (since !== undefined) {
        limit.opened = since;
        limit.used = counted(limit, since);
    }
}

// Takes what the request asks for, or what is left of it; false: nothing is. `taken`: what there is to be
// given back if the request does not pass after all.
export function takeOf(limit, now) {
    const running = limit.window === 0;
    limit.opened = running ? now : opened(limit, now);
    limit.counter = counterOf(limit, running ? partOf(now) : limit.opened);
    const after = countIn(limit, limit.asks);
    limit.taken = limit.asks;
    limit.used = after - limit.asks + (running ? beside(limit, partOf(now)) : 0);
    const granted = Math.min(limit.asks, limit.amount - limit.used);
    // Not the other way round: what is no number must not pass.
    if (!(granted >= 1)) {
        return false;
    }
    if (granted < limit.asks) {
        limit.taken = granted;
        countIn(limit, granted - limit.asks);
    }
    return true;
}

export function giveBack(limit) {
    const taken = limit.taken;
    limit.taken = 0;
    if (taken !== 0) {
        countIn(limit, -taken);
    }
}

export function isUsedUp(limit) {
    return !(limit.used < limit.amount);
}

export function endOf(limit) {
    return limit.opened + limit.window;
}

export function leftOf(limit) {
    return limit.amount - limit.used - limit.taken;
}

// The counters of limits, in memory that nginx's workers share; a reload keeps it. Nothing is ever thrown
// out of it to make room: adding to it fails when it is full, and the request with it.
//
// Every step is one that no other worker can come between. What decides is what a count returned: so
// two requests never have the same rest, though one may be refused for what another gives back next.

// Of requests that run those are counted together that began in one part of the day or in the one beside
// it. What a worker held that was killed is so forgotten after two parts, or with a restart of
// nginx; a connection that lasts longer is forgotten too.
const PART = 6 * 3600 * 1000;

// A limit: {key, amount, window, asks, ...}; `counter`: that of its window, or of a part of the day.
// Without a window, in milliseconds, it counts what runs.
export function countIn(limit, count) {
    return ngx.shared.gw_limits.incr(limit.counter, count, 0, keptFor(limit));
}

// How long a counter is kept after it was last used: for as long as its window can be asked for.
export function keptFor(limit) {
    return limit.window === 0 ? 3 * PART : 2 * limit.window;
}

export function partOf(now) {
    return Math.floor(now / PART);
}

// What runs since the parts before and after this one: another worker's clock may be there already.
export function beside(limit, part) {
    return counted(limit, part - 1) + counted(limit, part + 1);
}

export function counted(limit, since) {
    return ngx.shared.gw_limits.get(counterOf(limit, since)) || 0;
}

export function counterOf(limit, since) {
    return limit.key + '@' + since;
}

// When the window that is open was opened; undefined: none is.
export function openedAt(limit) {
    return ngx.shared.gw_limits.get(limit.key);
}

// The same; without one this request opens it.
export function opened(limit, now) {
    for (let tries = 0; tries < 3; tries += 1) {
        const at = openedAt(limit);
        if (at !== undefined) {
            return at;
        }
        if (ngx.shared.gw_limits.add(limit.key, now, limit.window)) {
            return now;
        }
    }
    throw new Error('a window that opens and ends at once');
}

// Changes a window's count by what a request used more than it took there, or less. Nobody asks any more
// for a window that has ended: the more is then counted in the one that is open, or opens one, else calls
// longer than a window would count in none. `kept`: as keptFor() has it.
export function correct(counter, count, kept, now) {
    const at = counter.lastIndexOf('@');
    const limit = { key: counter.slice(0, at), window: kept / 2, counter };
    if (openedAt(limit) !== Number(counter.slice(at + 1))) {
        if (count <= 0) {
            return;
        }
        limit.counter = counterOf(limit, opened(limit, now));
    }
    countIn(limit, count);
}

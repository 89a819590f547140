// Requests that wait for what another one is finding out, in whatever worker that is.

const PATIENCE_MS = 5500;
// From one look at it to the next: longer and longer, so that many who wait cost little.
const FIRST_LOOK_MS = 20;
const LAST_LOOK_MS = 200;
// More who wait for the same are refused, so that they do not take the connections of all others.
const MOST_WAITING = 1000;

// What `look` gives as soon as it is not null. null: it took too long, or too many wait. `name`: of what is
// waited for.
export async function awaited(name, look) {
    const patience = Date.now() + PATIENCE_MS;
    let ms = FIRST_LOOK_MS;
    let there = null;
    try {
        const room = ngx.shared.gw_waiting.incr(name, 1, 0) <= MOST_WAITING;
        while (room && there === null && Date.now() < patience) {
            await pause(ms);
            there = look();
            ms = Math.min(2 * ms, LAST_LOOK_MS);
        }
    } finally {
        ngx.shared.gw_waiting.incr(name, -1, 0);
    }
    return there;
}

function pause(ms) {
    return new Promise((done) => {
        setTimeout(done, ms);
    });
}

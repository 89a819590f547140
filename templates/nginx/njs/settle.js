// Gives back what a request held, and counts what it used in the place of what it reserved.
import { CLIENT_LEFT_STATUS } from './contract.js';
import { correct } from './counters.js';
import { found } from './found.js';
import { eventsSeen } from './passing.js';
import { used } from './used.js';

// Once, whoever calls it: gw.body before the client has the last byte, else gw.log, which comes to every
// end. `whole`: the answer came to its end, and all of it was read.
export function settleHeld(r, whole) {
    const held = r.variables.gw_held;
    if (!held) {
        return;
    }
    r.variables.gw_held = '';
    found.held = false;
    // One for all, so that windows that open together end together.
    const now = Date.now();
    const lines = held.split('\n');
    for (let at = 0; at < lines.length; at += 4) {
        const taken = Number(lines[at + 1]);
        const kept = Number(lines[at + 2]);
        try {
            if (lines[at] === 'concurrent') {
                ngx.shared.gw_limits.incr(lines[at + 3], -taken, 0, kept);
            } else {
                const count = costNothing(r.variables) ? 0 : spent(lines[at], taken, whole);
                correct(lines[at + 3], count - taken, kept, now);
            }
        } catch (e) {
            // What was reserved stays counted until its window ends.
        }
    }
}

// Whether there was no answer, or one that says that nothing was done. A client that left is no reason:
// the vendor has its request and works on.
function costNothing(v) {
    const status = Number(v.status);
    // Both are lists where there were more attempts than one.
    if (status === CLIENT_LEFT_STATUS && /[1-9]/.test(v.upstream_bytes_sent)) {
        return Number(String(v.upstream_status).split(', ').pop()) >= 400;
    }
    return status >= 400 || (status < 200 && status !== 101);
}

// What a limit counts in the place of what was reserved.
function spent(kind, reserved, whole) {
    const events = eventsSeen();
    if (used.input === null && used.output === null && used.total === null) {
        return Math.max(reserved, events);
    }
    // A stream may say on its way what it has used so far: an event is a token at least.
    const output = whole ? used.output || 0 : Math.max(used.output || 0, events);
    if (kind === 'prompt_tokens') {
        return used.input || 0;
    }
    if (kind === 'completion_tokens') {
        return output;
    }
    const sum = (used.input || 0) + output;
    if (used.total === null) {
        return sum;
    }
    return whole ? used.total : Math.max(used.total, sum);
}

// Gives back what a request held, and counts what it used in the place of what it reserved.
import { found } from './found.js';
import { eventsSeen } from './passing.js';
import { used } from './used.js';

// Once, whoever calls it: gw.body before the client has the last byte, else gw.log, which comes to every
// end. `whole`: the answer came to its end.
export function settleHeld(r, whole) {
    const held = r.variables.gw_held;
    if (!held) {
        return;
    }
    r.variables.gw_held = '';
    found.held = false;
    const status = Number(r.variables.status);
    const lines = held.split('\n');
    for (let at = 0; at < lines.length; at += 4) {
        const taken = Number(lines[at + 1]);
        try {
            const count = lines[at] === 'concurrent' ? 0 : spent(lines[at], taken, status, whole);
            ngx.shared.gw_limits.incr(lines[at + 3], count - taken, 0, Number(lines[at + 2]));
        } catch (e) {
            // What was reserved stays counted until its window ends.
        }
    }
}

// What a limit counts in the place of what was reserved.
function spent(kind, reserved, status, whole) {
    // No answer, or one that says that nothing was done.
    if (status >= 400 || (status < 200 && status !== 101)) {
        return 0;
    }
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

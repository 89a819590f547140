// Who may call what, and how much. One function, as in special.js: most gateways ask nothing of it, and
// requests that have nothing to do with limits do not pay for it.
import { admitted, isCurrent, subscribed } from './admitted.js';
import { isEnough, passing } from './passing.js';
import { settleHeld } from './settle.js';
import { replaced } from './told.js';

export function limits() {
    return { admitted, isCurrent, isEnough, passing, replaced, settleHeld, subscribed };
}

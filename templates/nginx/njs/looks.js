// Tokens that are not known yet. One function, as in special.js.
import { tokenFacts } from './tokens.js';

export function looks() {
    return { tokenFacts };
}

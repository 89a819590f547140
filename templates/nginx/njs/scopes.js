// Whose limits a request is counted in: its API's, those of the plan for each consumer and API, and
// its consumer's own. In this order they are told.
import { BUDGET, ID } from './records.js';

// The records of gw_budgets: texts with a field a line, in the order of the compiler (budgets.py).
export const API_PLANS = 0; // whose consumers may call; "": any consumer's
export const PLAN_NAME = 0;
export const GRANT_PLAN = 0; // the plan's record, or ""
export const GRANT_APIS = 1; // their ids, or "*"
export const METER_FIRST = 2; // from here on a limit a line, in every record

export function grantOf(number) {
    return number === undefined || number === '' ? null : entryOf(number);
}

// {counter, name, lines} of each; null: the consumer is not subscribed. `caller`: null for an API that
// asks for no key.
export function scopesOf(api, caller) {
    const own = api[BUDGET] === '' ? null : entryOf(api[BUDGET]);
    const grant = caller === null ? null : caller.grant;
    const plan = grant === null ? null : grantOf(grant.lines[GRANT_PLAN]);
    if (caller !== null && !(planFits(own, plan) && isNamed(grant, api[ID]))) {
        return null;
    }
    const scopes = [];
    if (own !== null) {
        scopes.push(scope('api|' + api[ID], own));
    }
    if (plan !== null) {
        scopes.push(scope('plan|' + api[ID] + '|' + caller.name, plan));
    }
    if (grant !== null) {
        scopes.push(scope('consumer|' + caller.name, grant));
    }
    return scopes;
}

function entryOf(name) {
    return { name, lines: gw_budgets[name].split('\n') };
}

function scope(counter, entry) {
    return { counter, name: entry.name, lines: entry.lines };
}

function planFits(own, plan) {
    return own === null || own.lines[API_PLANS] === ''
        || (plan !== null && hasWord(own.lines[API_PLANS], plan.lines[PLAN_NAME]));
}

function isNamed(grant, id) {
    return grant === null || grant.lines[GRANT_APIS] === '*' || hasWord(grant.lines[GRANT_APIS], id);
}

// `words`: with a blank between them.
function hasWord(words, word) {
    return (' ' + words + ' ').includes(' ' + word + ' ');
}

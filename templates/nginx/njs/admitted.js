// Whether a request goes on: the expiry of its key, its consumer's subscriptions, and limits.
import { METER_FIRST, grantOf, scopesOf } from './scopes.js';
import { meter } from './meter.js';
import { refuse } from './refuse.js';

// false: it was refused. `entry`: of gw_consumers; "": the API asks for no key.
export function admitted(r, api, entry) {
    const caller = entry === '' ? null : callerOf(entry);
    if (caller !== null) {
        if (!isOfNow(caller)) {
            r.headersOut['WWW-Authenticate'] = gw_contract.www_authenticate;
            refuse(r, 'invalid_api_key');
            return false;
        }
        r.variables.gw_consumer = caller.name;
    }
    const scopes = scopesOf(api, caller);
    if (scopes === null) {
        refuse(r, 'not_subscribed');
        return false;
    }
    return scopes.every(isUnlimited) || meter(r, scopes);
}

// Whether the key of an entry has not expired.
export function isCurrent(entry) {
    return isOfNow(callerOf(entry));
}

// As `admitted`, but for limits.
export function subscribed(r, api, entry) {
    const caller = callerOf(entry);
    r.variables.gw_consumer = caller.name;
    if (scopesOf(api, caller) === null) {
        refuse(r, 'not_subscribed');
        return false;
    }
    return true;
}

// Not the other way round: what is no number must not be a key for ever.
function isOfNow(caller) {
    return caller.expires === '' || Date.now() < Number(caller.expires) * 1000;
}

// "EXPIRES GRANT NAME", each of the first two perhaps empty, or the name alone, which is JSON.
function callerOf(entry) {
    const name = entry.indexOf('"');
    const words = entry.slice(0, name).split(' ');
    return { expires: words[0], grant: grantOf(words[1]), name: entry.slice(name) };
}

function isUnlimited(scope) {
    return scope.lines.length === METER_FIRST;
}

// The claims of a token (RFC 7519, 4.1), or what its issuer tells of it (RFC 7662, 2.2).
import { memberOf } from './jws.js';

// Whether the token has not ended, and is for this gateway. Without `exp` it does not end. Every comparison
// is made so that what is no number does not pass.
export function claimsFit(claims, issuer, now) {
    const end = memberOf(claims, 'exp');
    return (end === undefined || (isWhole(end) && now / 1000 < end + issuer.leeway))
        && audienceFits(memberOf(claims, 'aud'), issuer.audiences);
}

export function hasBegun(claims, issuer, now) {
    const begin = memberOf(claims, 'nbf');
    return begin === undefined || (isWhole(begin) && now / 1000 >= begin - issuer.leeway);
}

// In milliseconds.
export function endOfToken(claims, issuer) {
    const end = memberOf(claims, 'exp');
    return end === undefined ? Infinity : (end + issuer.leeway) * 1000;
}

// The name under which gw_subjects has the consumer; "": the token names nobody.
export function subjectIn(claims, issuer) {
    let value = claims;
    for (let i = 0; i < issuer.claim.length; i += 1) {
        value = typeof value === 'object' && value !== null ? memberOf(value, issuer.claim[i]) : undefined;
    }
    return typeof value === 'string' && value !== '' ? issuer.name + ' ' + value : '';
}

export function scopesIn(claims) {
    const names = gw_contract.tokens.scope_claims; // what is preloaded has no methods
    let scopes = [];
    for (let i = 0; i < names.length; i += 1) {
        const value = memberOf(claims, names[i]);
        const listed = typeof value === 'string' ? value.split(' ') : value;
        scopes = scopes.concat(Array.isArray(listed) ? listed.filter(isScope) : []);
    }
    return scopes.join(' ');
}

// RFC 6749, 3.3.
function isScope(value) {
    return typeof value === 'string' && value !== '' && !/[^\x21-\x7e]/.test(value);
}

function audienceFits(given, wanted) {
    const audiences = Array.isArray(given) ? given : [given];
    return wanted.length === 0 || (audiences.every((each) => typeof each === 'string')
        && audiences.some((each) => wanted.includes(each)));
}

function isWhole(value) {
    return typeof value === 'number' && Number.isInteger(value);
}

// A set of keys as its issuer publishes it (RFC 7517) -> a key a line (signed.js).
import { bytesOf, isObject, memberOf } from './jws.js';
import { idWord } from './signed.js';

const RSA = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'];
const LEAST_RSA_BITS = 2048;
const MOST_RSA_BITS = 8192;
const MOST_EXPONENT_BITS = 64;
// A token that names none is tried with each of them.
const MOST_KEYS = 100;
const MOST_ID = 200; // characters
// Of each curve: the algorithm, and the bytes of a coordinate.
const CURVES_OF_KEYS = { 'P-256': ['ES256', 32], 'P-384': ['ES384', 48], 'P-521': ['ES512', 66] };
const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

// What cannot be used is left out. Error: this is no set of keys.
export function keyLines(set) {
    const keys = memberOf(set, 'keys');
    if (!Array.isArray(keys)) {
        throw new Error('no set of keys');
    }
    return keys.map((key) => (isObject(key) ? keyLine(key) : ''))
        .filter((line) => line !== '').slice(0, MOST_KEYS).join('');
}

// "": it cannot be used.
function keyLine(key) {
    const id = memberOf(key, 'kid');
    const use = memberOf(key, 'use');
    const uses = memberOf(key, 'key_ops');
    if ((id !== undefined && !(typeof id === 'string' && id.length <= MOST_ID)) || (use !== undefined && use !== 'sig')
            || (uses !== undefined && !(Array.isArray(uses) && uses.includes('verify')))
            || PRIVATE.some((name) => memberOf(key, name) !== undefined)) {
        return '';
    }
    const jwk = memberOf(key, 'kty') === 'RSA' ? rsaKey(key) : curveKey(key);
    const only = memberOf(key, 'alg');
    const fitting = jwk === null ? [] : jwk.fitting.filter((each) => only === undefined || each === only);
    if (fitting.length === 0) {
        return '';
    }
    return `\n${id === undefined ? '-' : idWord(id)} ${fitting.join(',')} ${JSON.stringify(jwk.members)}`;
}

function rsaKey(key) {
    const modulus = numberIn(key, 'n');
    const exponent = numberIn(key, 'e');
    if (!isOdd(modulus, LEAST_RSA_BITS, MOST_RSA_BITS) || !isOdd(exponent, 2, MOST_EXPONENT_BITS)) {
        return null;
    }
    return { fitting: RSA, members: { kty: 'RSA', n: key.n, e: key.e } };
}

function curveKey(key) {
    const curve = memberOf(key, 'kty') === 'EC' ? memberOf(CURVES_OF_KEYS, memberOf(key, 'crv')) : undefined;
    const x = numberIn(key, 'x');
    const y = numberIn(key, 'y');
    if (curve === undefined || x === null || y === null || x.length !== curve[1] || y.length !== curve[1]) {
        return null;
    }
    return { fitting: [curve[0]], members: { kty: 'EC', crv: key.crv, x: key.x, y: key.y } };
}

function numberIn(key, name) {
    const value = memberOf(key, name);
    const bytes = typeof value === 'string' ? bytesOf(value) : null;
    return bytes !== null && bytes.length > 0 ? bytes : null;
}

// Whether a number is there, has so many bits, and is odd, as both of an RSA key are.
function isOdd(bytes, least, most) {
    const first = bytes === null ? -1 : bytes.findIndex((byte) => byte !== 0);
    if (first < 0 || bytes[bytes.length - 1] % 2 === 0) {
        return false;
    }
    const bits = (bytes.length - first - 1) * 8 + bytes[first].toString(2).length;
    return bits >= least && bits <= most;
}

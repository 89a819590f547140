// Signatures with a public key (RFC 7518, 3.3 to 3.5).
import { signatureOf, signedPart } from './jws.js';

const CURVES = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' };
// Bytes of the two numbers of a signature, one behind the other.
const SIZES = { ES256: 64, ES384: 96, ES512: 132 };

// `keys`: a key a line: its id (keyLine), the algorithms that it may verify with a comma between them, and
// the JWK. Each that fits is tried. `id`: null: the token names none.
export async function isSigned(token, algorithm, id, keys) {
    const signature = signatureOf(token);
    if (signature === null || (SIZES[algorithm] || signature.length) !== signature.length) {
        return false;
    }
    const lines = keys.split('\n').filter((line) => isKeyFor(line.split(' '), algorithm, id));
    for (let i = 0; i < lines.length; i += 1) {
        const jwk = JSON.parse(lines[i].split(' ')[2]);
        if (await verifies(jwk, algorithm, signature, signedPart(token))) {
            return true;
        }
    }
    return false;
}

// A key is for an algorithm, not the other way round: else one could be taken for another's.
function isKeyFor(words, algorithm, id) {
    return words.length === 3 && (id === null || words[0] === idWord(id))
        && words[1].split(',').includes(algorithm);
}

// The first word of a key's line; "-" of one without an id.
export function idWord(id) {
    return '=' + encodeURIComponent(id);
}

// njs throws of what cannot be a signature or a key.
async function verifies(jwk, algorithm, signature, signed) {
    const bits = algorithm.slice(2);
    const hash = 'SHA-' + bits;
    const ways = {
        RS: [{ name: 'RSASSA-PKCS1-v1_5', hash }, { name: 'RSASSA-PKCS1-v1_5' }],
        PS: [{ name: 'RSA-PSS', hash }, { name: 'RSA-PSS', saltLength: Number(bits) / 8 }],
        ES: [{ name: 'ECDSA', namedCurve: CURVES[algorithm] }, { name: 'ECDSA', hash }],
    };
    const way = ways[algorithm.slice(0, 2)];
    try {
        const key = await globalThis.crypto.subtle.importKey('jwk', jwk, way[0], false, ['verify']);
        if (await globalThis.crypto.subtle.verify(way[1], key, signature, signed) === true) {
            return true;
        }
    } catch (e) {
        // It is not verified.
    }
    await forgetFailure();
    return false;
}

// OpenSSL keeps in mind why a signature is wrong. nginx would find that when it next serves a connection
// with TLS, and print it together with the request line of whoever has that. What throws takes it along.
async function forgetFailure() {
    try {
        const nothing = Buffer.from('00', 'hex');
        await globalThis.crypto.subtle.importKey('spki', nothing, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']);
    } catch (e) {
        // So it does.
    }
}

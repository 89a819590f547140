// Access tokens that are signed JSON (RFC 7515, compact form; RFC 7519).

// The payload of what has its shape (permitted.js); null: it is no object in JSON.
export function payloadOf(token) {
    return jsonPart(token.split('.')[1]);
}

export function headerOf(token) {
    return jsonPart(token.split('.')[0]);
}

// null: it is not in base64url.
export function signatureOf(token) {
    return bytesOf(token.split('.')[2]);
}

// What is signed.
export function signedPart(token) {
    return Buffer.from(token.slice(0, token.lastIndexOf('.')));
}

// Of texts that each have one spelling: neither padding, nor bits that are left over.
export function bytesOf(text) {
    const bytes = Buffer.from(text, 'base64url');
    return bytes.toString('base64url') === text ? bytes : null;
}

// A member that the object has by itself, whatever all objects have.
export function memberOf(object, name) {
    return Object.prototype.hasOwnProperty.call(object, name) ? object[name] : undefined;
}

export function isObject(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// njs takes no JSON of more than 32 levels; such a token is none.
function jsonPart(part) {
    const bytes = bytesOf(part);
    if (bytes === null) {
        return null;
    }
    try {
        const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
        const value = JSON.parse(text);
        return isObject(value) ? value : null;
    } catch (e) {
        return null;
    }
}

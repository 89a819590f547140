// The vendor's key in the query.
import { found } from './found.js';
import { secretOf } from './secret.js';

// A pair of the query; null: there is no key. `credential.pair`: its name and what stands before the key,
// percent-encoded. What the vendor must not send back is kept for the answer.
export function keyPair(credential) {
    const key = secretOf(credential.variable, credential.file);
    if (key === null) {
        return null;
    }
    const pair = credential.pair + encoded(key);
    found.hidden = [pair, key];
    found.unusual = true;
    return pair;
}

// But for the unreserved characters of RFC 3986 (2.3): four more than encodeURIComponent() encodes.
function encoded(key) {
    return encodeURIComponent(key).replace(
        /[!'()*]/g, (character) => '%' + character.charCodeAt(0).toString(16).toUpperCase());
}

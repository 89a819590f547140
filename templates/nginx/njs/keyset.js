// The keys of an issuer, a key a line (signed.js).
import { fetchedKeys } from './fetched.js';

// `id`: that of the key that is looked for, or null. Error: they are not to be had.
export async function keysOf(issuer, id) {
    return issuer.given ? gw_issuers['keys ' + issuer.name] : fetchedKeys(issuer, id);
}

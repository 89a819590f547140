// Who the client is, by the key that it presents. Only digests of keys are known here.
import crypto from 'crypto';

// The consumer's name, as JSON, with what is said of it before it (admitted.js); null for no key, which is "", and for an unknown one.
export function consumerOf(key) {
    if (key === '') {
        return null;
    }
    const name = gw_consumers[crypto.createHash('sha256').update(key).digest('hex')];
    return name === undefined ? null : name;
}

// Who the client is, by the key that it presents. Only digests of keys are known here.
import crypto from 'crypto';

// The consumer's name; null for no key, an unknown one, or two that differ.
function consumer(keys) {
    let key = '';
    for (let i = 0; i < keys.length; i += 1) {
        if (keys[i] !== '' && key !== '' && keys[i] !== key) {
            return null;
        }
        key = keys[i] || key;
    }
    if (key === '') {
        return null;
    }
    const name = gw_consumers[crypto.createHash('sha256').update(key).digest('hex')];
    return name === undefined ? null : name;
}

export default { consumer };

// Keys that an issuer publishes (RFC 7517, 5), in memory that nginx's workers share: when they came, and
// then a key a line (signed.js).
import { keyLines } from './jwks.js';
import { ASKING_MS, soughtJson, soughtOnce } from './seeking.js';
import { idWord } from './signed.js';
import { awaited } from './waiting.js';

// What cannot be had again may be used for so many times as long.
const OVERDUE = 10;
// Between two fetches for a key that the last ones did not have, or after one that failed.
const AGAIN_MS = 10000;

// `id`: that of the key that is looked for, or null. Error: there are none, and none to be had.
export async function fetchedKeys(issuer, id) {
    const name = gw_issuers.digest + issuer.name;
    const kept = ngx.shared.gw_keys.get(name);
    if (kept === undefined) {
        return soughtOnce(ngx.shared.gw_keys, name, () => knownKeys(name), () => fetchKeys(issuer, name));
    }
    const old = !(Date.now() < Number(kept.slice(0, kept.indexOf('\n'))) + issuer.kept);
    const lacking = id !== null && !kept.includes('\n' + idWord(id) + ' ');
    if (old || lacking) {
        await fetchAgain(issuer, name, name + (old ? ' old' : ' lacking'));
    }
    // One request asks. Others take what there is, or wait where that cannot do.
    const asking = () => ngx.shared.gw_keys.has(name + ' asking');
    if (lacking && asking()) {
        await awaited(name, () => (asking() ? null : true));
    }
    return knownKeys(name) || linesIn(kept);
}

// `why`: under this name it is written down that it was tried.
async function fetchAgain(issuer, name, why) {
    const zone = ngx.shared.gw_keys;
    if (zone.has(why) || !zone.add(name + ' asking', '', ASKING_MS)) {
        return;
    }
    try {
        if (zone.add(why, '', AGAIN_MS)) {
            await fetchKeys(issuer, name);
        }
    } catch (e) {
        // Those that are there must do.
    } finally {
        zone.delete(name + ' asking');
    }
}

async function fetchKeys(issuer, name) {
    const answer = await soughtJson(issuer.url, { headers: { Accept: 'application/json' } });
    const lines = keyLines(answer);
    ngx.shared.gw_keys.set(name, Date.now() + lines + '\n', issuer.kept * OVERDUE);
    return lines;
}

// null: there are none.
function knownKeys(name) {
    const kept = ngx.shared.gw_keys.get(name);
    return kept === undefined ? null : linesIn(kept);
}

function linesIn(kept) {
    return kept.slice(kept.indexOf('\n'));
}

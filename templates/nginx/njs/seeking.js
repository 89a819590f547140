// What issuers are asked. A worker does other work until they answer.
import { awaited } from './waiting.js';

// Longer than a question takes: five seconds for the address, and five for the answer. If whoever asks
// dies, nobody asks for so long.
export const ASKING_MS = 11000;
// Who has just failed to answer is left alone.
const FAILED_MS = 1000;
// What soughtOnce() waits for if it is not the answer: that nobody asks.
const OUR_TURN = {};

// The answer, an object in JSON. Error: there is none.
export async function soughtJson(url, options) {
    const most = gw_contract.tokens.max_answer_bytes;
    // One byte more, for njs cuts what is longer if its length was not announced.
    const response = await ngx.fetch(url, Object.assign({ max_response_body_size: most + 1 }, options));
    if (response.status !== 200) {
        throw new Error('the issuer did not answer');
    }
    const bytes = await response.arrayBuffer();
    if (bytes.byteLength > most) {
        throw new Error('the issuer answered too much');
    }
    const value = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        throw new Error('the issuer answered something else');
    }
    return value;
}

// Of many requests that want to know the same, and that nobody knows yet, one finds it out (`find`) and
// writes it down; the others wait for it (`known`; null: it is not there), or for the failure. `name`: of
// what is sought, in `zone`. Error: it cannot be had.
export async function soughtOnce(zone, name, known, find) {
    let ours = false;
    const look = () => {
        const there = known();
        if (there === null && zone.has(name + ' failed')) {
            throw new Error('the issuer did not answer just now');
        }
        ours = there === null && zone.add(name + ' asking', '', ASKING_MS);
        return ours ? OUR_TURN : there;
    };
    try {
        const there = look() || await awaited(name, look);
        if (there === null) {
            throw new Error('nobody found it out');
        }
        // Between two looks another request may have been through with it.
        return there === OUR_TURN ? known() || await find() : there;
    } catch (e) {
        if (ours) {
            zone.set(name + ' failed', '', FAILED_MS);
        }
        throw e;
    } finally {
        if (ours) {
            zone.delete(name + ' asking');
        }
    }
}

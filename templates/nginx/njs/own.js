// What an endpoint of its own kind sends to the vendor.
import { found } from './found.js';
import { pinnedHeaders, pinnedQuery } from './pins.js';
import { rarer } from './rarer.js';
import { BODY } from './records.js';

// {lines, query}: the lines of the header block behind the gateway's own, and the query. null: there is
// no key for the query. `block`: the lines that the client sent.
export function own(r, special, block) {
    let query = pinnedQuery(found.query, special.query);
    if (special.credential !== undefined) {
        const pair = rarer().keyPair(special.credential);
        if (pair === null) {
            return null;
        }
        query = pinnedQuery(query, [{ name: special.credential.name, pair, fixed: true }]);
    }
    let lines = block;
    if (special.upgrades !== undefined && special.upgrades.includes(found.path[found.at + BODY])) {
        lines = rarer().upgrade(r) + block;
    }
    return { lines: pinnedHeaders(block, special.headers) + lines, query };
}

// What hardly any API has: keys and models in other places, WebSockets, usage in headers, bodies that
// are checked.
import { asked } from './asked.js';
import { finish } from './finish.js';
import { keyPair } from './keypair.js';
import { offered } from './offered.js';
import { validated } from './policy.js';
import { present } from './present.js';
import { reportedInHeaders } from './reported.js';
import { upgrade } from './upgrade.js';

export function rarer() {
    return { asked, finish, keyPair, offered, present, reportedInHeaders, upgrade, validated };
}

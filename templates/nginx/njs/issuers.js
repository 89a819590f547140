// APIs that take access tokens. One function, as in special.js: requests to other APIs do not pay for it.
import { identify } from './identify.js';

export function issuers() {
    return { identify };
}

// What few APIs have. It is made by the first call, so that other requests pay for one function at the
// top level alone: njs makes those anew for every request. What hardly any has is one step further.
import { issuers } from './issuers.js';
import { limits } from './limits.js';
import { own } from './own.js';
import { rarer } from './rarer.js';

export function special() {
    return { issuers, limits, own, rarer };
}

// A browser's question before a cross-origin request (Fetch standard, "CORS-preflight request").
import { found } from './found.js';
import { refuse } from './refuse.js';

// What is answered to a method that no operation of the path has.
export function refuseMethod(r, methods) {
    if (!preflight(r, methods)) {
        r.headersOut.Allow = methods.join(', ');
        refuse(r, 'method_not_allowed');
    }
}

// Answers it and returns true; false: this is an ordinary request with a method of no operation.
function preflight(r, methods) {
    if (r.method !== 'OPTIONS' || r.variables.gw_origin === '') {
        return false;
    }
    if (!methods.includes(r.headersIn['Access-Control-Request-Method'])) {
        return false;
    }
    r.headersOut['Access-Control-Allow-Methods'] = methods.join(', ');
    r.headersOut['Access-Control-Max-Age'] = String(gw_contract.cors_max_age_seconds);
    const names = (r.headersIn['Access-Control-Request-Headers'] || '')
        .split(',')
        .map((name) => name.trim())
        // A token of RFC 9110, 5.6.2.
        .filter((name) => name !== '' && !/[^!#$%&'*+.^_`|~0-9A-Za-z-]/.test(name));
    if (names.length > 0) {
        r.headersOut['Access-Control-Allow-Headers'] = names.join(', ');
    }
    found.answered = true;
    r.return(204);
    return true;
}

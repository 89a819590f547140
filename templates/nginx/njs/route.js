// Which operation a request is for, by its raw target: nothing is decoded, merged or resolved, so
// a path has exactly one spelling. The answer is the location that handles the request.
import { HEALTH_PATH, MAX_TARGET_BYTES } from './contract.js';
import { found } from './found.js';
import { BODY, FIRST, SPECIAL, SURFACE, TRANSPORT, placeOf } from './records.js';
import { match } from './segments.js';

export function location(r) {
    const target = r.variables.request_uri;
    const method = r.method;
    found.done = true;
    found.method = method.length > 32 ? null : method;
    // Visible ASCII without "#", and a backslash in the query only. nginx itself has refused %00, bad
    // escapes and "/../" above the root.
    const plain = !/[^!"$-[\]-~]/.test(target);
    if (target.length > MAX_TARGET_BYTES || (!plain && /[^!"$-~]/.test(target))) {
        return '/-/malformed';
    }
    const mark = target.indexOf('?');
    const path = mark < 0 ? target : target.slice(0, mark);
    // A request line without a version (HTTP/0.9) could not be told of an error.
    if ((!plain && path.includes('\\')) || r.httpVersion === '0.9') {
        return '/-/malformed';
    }
    if (path === HEALTH_PATH) {
        return method === 'GET' ? '/-/health' : '/-/health-method';
    }
    find(path, method);
    if (found.path === null) {
        return '/-/unknown';
    }
    if (found.special !== null) {
        // Here and not in gw.access, which nginx does not call for a body that is announced too large.
        add(r.variables, found.special.added);
    }
    if (mark >= 0) {
        found.query = target.slice(mark);
    }
    // Another method is refused in the location of the path's first operation.
    return '/-/' + found.api[TRANSPORT] + '/' + found.path[(found.at || FIRST) + BODY];
}

// Headers that the API adds to its answers: conf/headers.conf prints these variables.
function add(variables, added) {
    for (const variable in added) {
        variables[variable] = added[variable];
    }
}

// Fills `found` for a path. Without the API or the path there, its records stay null.
export function find(path, method) {
    const deepest = gw_gateway.deepest_base;
    let end = 0;
    for (let depth = 0; depth < deepest; depth += 1) {
        end = path.indexOf('/', end + 1);
        if (end < 0) {
            return;
        }
        const api = gw_apis[path.slice(0, end)];
        if (api !== undefined) {
            enter(api.split('\n'), path.slice(end), method);
            return;
        }
    }
}

function enter(api, rest, method) {
    const record = gw_paths[api[SURFACE] + rest] || match(api[SURFACE], rest);
    if (record === null) {
        return;
    }
    found.api = api;
    found.rest = rest;
    found.path = record.split('\n');
    found.at = placeOf(found.path, method);
    if (api[SPECIAL] !== '') {
        found.special = JSON.parse(api[SPECIAL]);
    }
}

// Which operation a request is for, by its raw target: nothing is decoded, merged or resolved, so
// a path has exactly one spelling. The answer is the location that handles the request.
import added from 'added.js';
import found from 'found.js';
import segments from 'segments.js';

function location(r) {
    const target = r.variables.request_uri;
    found.done = true;
    // Visible ASCII without "#". nginx itself has refused %00, bad escapes and "/../" above the root.
    if (/[^!"$-~]/.test(target) || target.length > gw_gateway.max_target_bytes) {
        return '/-/malformed';
    }
    const mark = target.indexOf('?');
    const path = mark < 0 ? target : target.slice(0, mark);
    // A request line without a version (HTTP/0.9) could not be told of an error.
    if (path.includes('\\') || r.httpVersion === '0.9') {
        return '/-/malformed';
    }
    if (path === gw_gateway.health_path) {
        return r.method === 'GET' ? '/-/health' : '/-/health-method';
    }
    find(path, r.method);
    if (found.path === null) {
        return '/-/unknown';
    }
    // Here and not in gw.access, which nginx does not call for a body that is announced too large.
    added.set(r, found.api);
    found.query = mark < 0 ? '' : target.slice(mark);
    return `/-/${found.api.transport}/${found.path.operations[found.method].body}`;
}

// Fills `found` for a path. Without the API or the path there, its records stay null.
function find(path, method) {
    let end = 0;
    for (let depth = 0; depth < gw_gateway.deepest_base; depth += 1) {
        end = path.indexOf('/', end + 1);
        if (end < 0) {
            return;
        }
        const api = gw_apis[path.slice(0, end)];
        if (api !== undefined) {
            enter(JSON.parse(api), path.slice(end), method);
            return;
        }
    }
}

function enter(api, rest, method) {
    const record = gw_paths[api.surface + rest];
    const path = record === undefined ? segments.match(api.surface, rest) : JSON.parse(record);
    if (path === null) {
        return;
    }
    found.api = api;
    found.path = path;
    found.rest = rest;
    found.operation = path.operations[method] || null;
    // Another method is refused in the location of the path's first operation.
    found.method = found.operation === null ? path.methods[0] : method;
}

export default { find, location };

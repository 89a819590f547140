// credentials.js
//
// Who the client is, by the key that it presents. Only digests of keys are known here.
import crypto from 'crypto';

// The consumer's name, as JSON; null for no key, which is "", and for an unknown one.
function consumerOf(key) {
    if (key === '') {
        return null;
    }
    const name = gw_consumers[crypto.createHash('sha256').update(key).digest('hex')];
    return name === undefined ? null : name;
}


// found.js
//
// What the route lookup found, for the handlers that come after it. Each request has its own copy
// of every module's variables; an internal redirect (an error page) starts with a fresh one.
const found = {
    done: false, // whether the lookup ran
    method: null, // the method as the client wrote it
    api: null, // the API's record
    special: null, // what few APIs have: {query, headers, dropped, added}
    path: null, // the record of the path in it
    at: 0, // where in that record the operation of the request's method begins; 0: there is none
    rest: '', // the vendor's path as the client wrote it
    query: '', // from the "?" on, as the client wrote it
};


// json.js
//
// Texts that a client or a vendor wrote, as JSON; null where there is none.

// JSON.stringify() takes njs longer than most of what is said here.
function json(text) {
    if (!text) {
        return null;
    }
    return /[^ !#-[\]-~]/.test(text) ? JSON.stringify(text) : '"' + text + '"';
}

// The part of the path that names the model, as the client wrote it. `place`: its segment, and how
// many literal characters stand before and after it; "" if no part names one.
function modelOf(place) {
    if (place === '') {
        return null;
    }
    const numbers = place.split(' ');
    const segment = found.rest.split('/')[numbers[0]];
    return json(segment.slice(Number(numbers[1]), segment.length - Number(numbers[2])));
}


// pins.js
//
// Headers and query parameters that the vendor or the endpoint pins. `special`: null, or has them.

// The lines of a header block.
function pinnedHeaders(r, special) {
    let block = '';
    if (special !== null) {
        special.headers.forEach((pin) => {
            if (pin.fixed || r.headersIn[pin.name] === undefined) {
                block += '\r\n' + pin.name + ': ' + pin.value;
            }
        });
    }
    return block;
}

// The client's own bytes stay as they are. `sent` begins with "?" or is empty; so does the result.
function pinnedQuery(sent, special) {
    if (special === null || special.query.length === 0) {
        return sent;
    }
    let pairs = sent.length > 1 ? sent.slice(1).split('&') : [];
    special.query.forEach((pin) => {
        if (pin.fixed) {
            pairs = pairs.filter((pair) => !named(pair, pin.name));
            pairs.push(pin.pair);
        } else if (!pairs.some((pair) => named(pair, pin.name))) {
            pairs.push(pin.pair);
        }
    });
    return `?${pairs.join('&')}`;
}

// Whether the pair's decoded name is `name`, which has one character for each byte. A byte is written
// with three characters at most: what is longer need not be decoded, which takes njs its time.
function named(pair, name) {
    const written = pair.split('=', 1)[0];
    return written.length <= 3 * name.length && decoded(written) === name;
}

function decoded(text) {
    return text
        .replace(/[+]/g, ' ')
        .replace(/%([0-9A-Fa-f]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
}


// records.js
//
// The records of APIs and of paths: texts with a field a line, in the order of the compiler (data.py).
// They stay lists, because njs takes four times as long to make objects of them, and eight times to
// parse the same as JSON.

// From where an operation begins:

// Where the operation of a method begins in a path's record; 0 if there is none.
function placeOf(path, method) {
    if (path[1 /* METHODS */] === method) {
        return 2 /* FIRST */;
    }
    const at = path[1 /* METHODS */].split(' ').indexOf(method);
    return at < 0 ? 0 : 2 /* FIRST */ + 4 /* EACH */ * at;
}


// refuse.js
//
// Answers with a row of the contract's table of errors.
function refuse(r, code) {
    const row = gw_contract.errors[code];
    r.variables.gw_err = code;
    r.headersOut['Content-Type'] = 'application/json';
    r.return(row.status, row.body);
}


// contract.js
//
// What the gateway contract fixes; written by the compiler.

const REMOVED = /^(?:x\-accel\-|x\-envoy\-|x\-gatewright\-)/i;
const PERHAPS_REMOVED = /x\-accel\-|x\-envoy\-|x\-gatewright\-/i;


// secret.js
//
// The vendor's key, read for every request: a file that is replaced is picked up at once.
import fs from 'fs';

// The key; null if it is missing, empty or cannot stand in a header.
function secretOf(variable, file) {
    let key;
    try {
        key = variable !== '' ? process.env[variable] : fs.readFileSync(file, 'utf8');
    } catch (e) {
        return null;
    }
    if (typeof key !== 'string') {
        return null;
    }
    key = withoutLineBreak(key);
    // Not /^[\x21-\x7e]+$/: in njs "$" also matches before a last line break, and a line break in
    // the header block would split the request.
    if (key === '' || key.length > 4096 /* MAX_KEY_BYTES */ || /[^\x21-\x7e]/.test(key)) {
        return null;
    }
    return key;
}

function withoutLineBreak(key) {
    if (!key.endsWith('\n')) {
        return key;
    }
    return key.slice(0, key.endsWith('\r\n') ? -2 : -1);
}


// forward.js
//
// What goes to the vendor, and what the log says of it.

function forward(r, api, block) {
    const variables = r.variables;
    let own = api[4 /* AUTHORITY */];
    if (api[6 /* CREDENTIAL */] !== '') {
        const key = secretOf(api[7 /* VARIABLE */], api[8 /* FILE */]);
        if (key === null) {
            refuse(r, 'vendor_key_unavailable');
            return;
        }
        own += '\r\n' + api[6 /* CREDENTIAL */] + key;
    }
    const special = found.special;
    variables.gw_head = own + pinnedHeaders(r, special) + block;
    variables.gw_target = api[5 /* BASE_PATH */] + found.rest + pinnedQuery(found.query, special);
    describe(variables, api, found.path, found.at);
    if (api[3 /* SERVER_NAME */] !== '') {
        variables.gw_sni = api[3 /* SERVER_NAME */];
    }
    variables.gw_up = api[2 /* UPSTREAM */];
}

// What nginx needs to write the log line by itself.
function describe(variables, api, path, at) {
    variables.gw_api = api[11 /* LOG_API */];
    variables.gw_vendor = api[12 /* LOG_VENDOR */];
    variables.gw_operation = path[at + 0 /* LOG_ID */];
    variables.gw_path = api[13 /* LOG_BASE */] + path[0 /* LOG_TEMPLATE */];
    if (path[at + 3 /* MODEL */] !== '') {
        variables.gw_asked = modelOf(path[at + 3 /* MODEL */]);
    }
    if (path[at + 2 /* USAGE */] === '') {
        variables.gw_told = '1'; // there is nothing for gw.body to find
    }
}


// text.js
//
// Names and values of headers as text.

// Without the spaces and tabs around it.
function trim(value) {
    let from = 0;
    let to = value.length;
    if (!blank(value.charCodeAt(0)) && !blank(value.charCodeAt(to - 1))) {
        return value;
    }
    while (from < to && blank(value.charCodeAt(from))) {
        from += 1;
    }
    while (to > from && blank(value.charCodeAt(to - 1))) {
        to -= 1;
    }
    return value.slice(from, to);
}

function blank(code) {
    return code === 0x20 || code === 0x09;
}

// The token of "Bearer TOKEN"; "" for another scheme, which is ignored.
function bearer(value) {
    // As nearly everybody writes it, with nothing to take away.
    if (value.slice(0, 7) === 'Bearer ' && value.charCodeAt(7) > 0x20
            && value.charCodeAt(value.length - 1) > 0x20) {
        return value.slice(7);
    }
    const credentials = trim(value);
    const named = credentials.slice(0, 6).toLowerCase() === 'bearer';
    return named && blank(credentials.charCodeAt(6)) ? trim(credentials.slice(7)) : '';
}

// Whether the headers that were `sent` have what nginx lets pass and RFC 9110 (5.1, 5.5) does not:
// names that are no tokens, controls, bytes that are not UTF-8. All of their values are joined in
// `values`, and in `names` the names that are not known to be tokens.
function malformed(r, sent, names, values) {
    if (names !== '' && /[^!#$%&'*+.^_`|~0-9A-Za-z-]/.test(names)) {
        return true;
    }
    // njs puts U+FFFD where bytes were not UTF-8; a client may also have sent just that.
    return /[\x00-\x08\x0a-\x1f\x7f\ufffd]/.test(values) && !sent.every((line) => legible(r, line));
}

function legible(r, line) {
    if (/[\x00-\x08\x0a-\x1f\x7f]/.test(line[1])) {
        return false;
    }
    if (!line[1].includes('\ufffd')) {
        return true;
    }
    // All values of that name, by their bytes.
    const bytes = r.rawVariables[`http_${line[0].toLowerCase().replace(/-/g, '_')}`];
    try {
        return new TextDecoder('utf-8', { fatal: true }).decode(bytes) !== '';
    } catch (e) {
        return false;
    }
}


// head.js
//
// The header block that goes to the vendor: everything that the client sent, in its order, but what
// belongs to one hop, to the gateway or to the client's own credentials. Every line of a block begins
// with its line break and none ends with one, which would end the header of the request.
//
// Most of a gateway's work is done here, and njs takes its time for every call and every property. So
// names are looked up as they are mostly written, and all values are checked at once.

// {block, key, keys}: the lines, a key that the client presents, and how many different ones it does.
// null: one is malformed.
// `dropped`: further names, in lower case, that do not pass; or null.
function headers(r, dropped) {
    const sent = r.rawHeadersIn;
    const taken = headerLines(sent, dropped);
    if (malformed(r, sent, taken.names, taken.values)) {
        return null;
    }
    if (taken.hop === '' || taken.hop === 'keep-alive,' || taken.hop === 'close,') {
        return taken;
    }
    // Headers that the client's Connection header names are of this hop too (RFC 9110, 7.6.1).
    const named = Object.assign({}, dropped);
    taken.hop.split(',').forEach((name) => {
        named[name.trim().toLowerCase()] = 1;
    });
    return headerLines(sent, named);
}

// `names` and `values`: what is still to be checked, of headers that do not pass too.
function headerLines(sent, dropped) {
    const roles = gw_headers;
    const count = sent.length;
    let key = '';
    let keys = 0;
    let block = '';
    let hop = '';
    let names = '';
    let values = '';
    for (let i = 0; i < count; i += 1) {
        const name = sent[i][0];
        const value = sent[i][1];
        let role = roles[name];
        if (typeof role !== 'string') {
            names += name;
            role = roleOf(name.toLowerCase());
        }
        values += value;
        if (role === 'pass') {
            if (dropped === null || dropped[name.toLowerCase()] !== 1) {
                block += '\r\n' + name + ': ' + value;
            }
        } else if (role === 'bearer' || role === 'key') {
            const presented = role === 'bearer' ? bearer(value) : trim(value);
            if (presented !== '' && presented !== key) {
                key = presented;
                keys += 1;
            }
        } else if (role === 'connection') {
            hop += value + ',';
        }
    }
    return { block, key, keys, hop, names, values };
}

// What becomes of a header, by its name or by what its name begins with ("x-forwarded-"). By type,
// because the table is an object and may have "constructor" and the like.
function roleOf(lower) {
    const role = gw_headers[lower];
    if (typeof role === 'string') {
        return role;
    }
    const family = gw_headers[lower.slice(0, lower.indexOf('-', 2) + 1)];
    return typeof family === 'string' ? family : 'pass';
}


// preflight.js
//
// A browser's question before a cross-origin request (Fetch standard, "CORS-preflight request").

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
    r.return(204);
    return true;
}


// access.js
//
// Every decision about a request, in the order of the contract. `gw_up` is set last: a request for
// which this did not run to its end has no upstream, and nothing can be forwarded.

function decide(r) {
    try {
        check(r);
    } catch (e) {
        refuse(r, 'gateway_error');
    }
}

function check(r) {
    const api = found.api;
    const sent = headers(r, found.special === null ? null : found.special.dropped);
    if (sent === null) {
        forget(r);
        refuse(r, 'invalid_request');
        return;
    }
    if (found.at === 0) {
        refuseMethod(r, found.path[1 /* METHODS */].split(' '));
        return;
    }
    if (api[9 /* REFUSED */] !== '') {
        refuse(r, api[9 /* REFUSED */]);
        return;
    }
    if (api[10 /* SECURITY */] !== '') {
        const consumer = sent.keys > 1 ? null : consumerOf(sent.key);
        if (consumer === null) {
            r.headersOut['WWW-Authenticate'] = gw_contract.www_authenticate;
            refuse(r, 'invalid_api_key');
            return;
        }
        r.variables.gw_consumer = consumer;
    }
    forward(r, api, sent.block);
}

function refuseMethod(r, methods) {
    if (!preflight(r, methods)) {
        r.headersOut.Allow = methods.join(', ');
        refuse(r, 'method_not_allowed');
    }
}

// Other engines know no API of a malformed request, and so no header that it adds.
function forget(r) {
    for (const variable in found.special === null ? {} : found.special.added) {
        r.variables[variable] = '';
    }
}


// answer.js
//
// What nginx's own directives cannot take from a vendor's answer.

function clean(r) {
    // nginx takes an answer without a status line for HTTP/0.9 and would pass it on as it came. It
    // takes an interim answer for the final one, and would pass the final one's head as its body.
    if (r.status < 200 || r.httpVersion === '0.9') {
        throw new Error('the vendor did not answer with HTTP');
    }
    const names = Object.keys(r.headersOut);
    // Most answers have none, and one search says so.
    if (PERHAPS_REMOVED.test(names.join(' '))) {
        names.filter((name) => REMOVED.test(name)).forEach((name) => {
            delete r.headersOut[name];
        });
    }
    const hop = r.variables.upstream_http_connection;
    if (hop !== undefined && hop !== 'keep-alive' && hop !== 'close') {
        hop.split(',').forEach((name) => {
            delete r.headersOut[name.trim()];
        });
    }
}


// segments.js
//
// Path templates with parameters. A parameter is a non-empty run of characters other than "/".

// The record of the first template of `surface` that `rest` matches, or null.
function match(surface, rest) {
    // What a decoding or normalising hop behind the gateway could read as another path.
    if (/%(?:2[Ff]|5[Cc]|[01][0-9A-Fa-f]|7[Ff])/.test(rest)) {
        return null;
    }
    if (/\/(?:[.]|%2[Ee]){1,2}(?:\/|$)/.test(rest)) {
        return null;
    }
    const parts = rest.split('/');
    const kind = surface + '/' + parts.length;
    const templates = gw_templates[kind];
    if (templates === undefined) {
        return null;
    }
    const lines = templates.split('\n');
    for (let i = 0; i < lines.length; i += 1) {
        if (fits(lines[i], parts)) {
            return gw_paths[kind + '#' + i];
        }
    }
    return null;
}

// `template` has "{}" for each parameter.
function fits(template, parts) {
    const segments = template.split('/');
    // The last segments first: they differ more often.
    for (let at = parts.length - 1; at > 0; at -= 1) {
        if (segments[at] !== parts[at] && !filled(segments[at].split('{}'), parts[at])) {
            return false;
        }
    }
    return true;
}

// Whether `text` is the literals `pieces` with something between each two of them.
function filled(pieces, text) {
    const last = pieces.length - 1;
    if (last === 0 || !text.startsWith(pieces[0])) {
        return false;
    }
    let at = pieces[0].length;
    for (let i = 1; i < last; i += 1) {
        const next = text.indexOf(pieces[i], at + 1);
        if (next < 0) {
            return false;
        }
        at = next + pieces[i].length;
    }
    return text.endsWith(pieces[last]) && text.length - pieces[last].length > at;
}


// route.js
//
// Which operation a request is for, by its raw target: nothing is decoded, merged or resolved, so
// a path has exactly one spelling. The answer is the location that handles the request.

function location(r) {
    const target = r.variables.request_uri;
    const method = r.method;
    found.done = true;
    found.method = method.length > 32 ? null : method;
    // Visible ASCII without "#", and a backslash in the query only. nginx itself has refused %00, bad
    // escapes and "/../" above the root.
    const plain = !/[^!"$-[\]-~]/.test(target);
    if (target.length > 16384 /* MAX_TARGET_BYTES */ || (!plain && /[^!"$-~]/.test(target))) {
        return '/-/malformed';
    }
    const mark = target.indexOf('?');
    const path = mark < 0 ? target : target.slice(0, mark);
    // A request line without a version (HTTP/0.9) could not be told of an error.
    if ((!plain && path.includes('\\')) || r.httpVersion === '0.9') {
        return '/-/malformed';
    }
    if (path === "/healthz" /* HEALTH_PATH */) {
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
    return '/-/' + found.api[1 /* TRANSPORT */] + '/' + found.path[(found.at || 2 /* FIRST */) + 1 /* BODY */];
}

// Headers that the API adds to its answers: conf/headers.conf prints these variables.
function add(variables, added) {
    for (const variable in added) {
        variables[variable] = added[variable];
    }
}

// Fills `found` for a path. Without the API or the path there, its records stay null.
function find(path, method) {
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
    const record = gw_paths[api[0 /* SURFACE */] + rest] || match(api[0 /* SURFACE */], rest);
    if (record === null) {
        return;
    }
    found.api = api;
    found.rest = rest;
    found.path = record.split('\n');
    found.at = placeOf(found.path, method);
    if (api[14 /* SPECIAL */] !== '') {
        found.special = JSON.parse(api[14 /* SPECIAL */]);
    }
}


// used.js
//
// What was read from the vendor's answer, for the log.

// `bytes`: of the body, without framing.
const used = { bytes: 0, model: null, input: null, output: null };

// Takes over what `answer` says at the pointers.
function take(answer, pointers) {
    const model = valueAt(answer, pointers.model);
    const input = valueAt(answer, pointers.input);
    const output = valueAt(answer, pointers.output);
    if (typeof model === 'string') {
        used.model = model;
    }
    if (typeof input === 'number' && input >= 0 && input % 1 === 0) {
        used.input = input;
    }
    if (typeof output === 'number' && output >= 0 && output % 1 === 0) {
        used.output = output;
    }
}

// The keys of `pointer` are followed one by one.
function valueAt(answer, pointer) {
    if (pointer === null) {
        return null;
    }
    const depth = pointer.length;
    let value = answer;
    for (let i = 0; i < depth; i += 1) {
        if (typeof value !== 'object' || value === null) {
            return null;
        }
        value = value[pointer[i]];
    }
    return value;
}

// The last three values of a log line, with the names of the last two.
function usedAsJson() {
    return json(used.model) + ",\"gen_ai.usage.input_tokens\":" /* LOG_INPUT */ + used.input + ",\"gen_ai.usage.output_tokens\":" /* LOG_OUTPUT */ + used.output;
}


let log_made = null;

function line(r) {
    log_made = log_made || make_log_made();
    return log_made.line(r);
}

function make_log_made() {
// facts.js
//
// Single facts of a log line, as JSON texts; null where there is none.

// For what needs no escape.
function quoted(text) {
    return text ? '"' + text + '"' : null;
}

// The request line may be what no parser accepts.
function methodOf(request) {
    const parts = /^([A-Z_-]{1,32}) /.exec(request);
    return parts === null ? null : parts[1];
}

function vendorId(v) {
    const names = gw_gateway.vendor_request_id_variables;
    for (let i = 0; i < names.length; i += 1) {
        const id = v[names[i]];
        if (id) {
            return json(id);
        }
    }
    return null;
}

// null for an answer that has no media type.
function streamed(type) {
    if (type === 'application/json') {
        return false;
    }
    const media = String(type || '').split(';', 1)[0].trim().toLowerCase();
    return media === '' ? null : gw_gateway.stream_media[media] === 1;
}

// Of nginx's seconds with three decimals.
function milliseconds(seconds) {
    return Math.round(seconds * 1000);
}

// How many bytes of a request's body arrived. nginx counts them together with the header.
function received(r, v, left) {
    const length = v.content_length;
    if (!length && !v.http_transfer_encoding) {
        return 0;
    }
    // A forwarded request whose client stayed was read whole.
    if (length && !left && v.gw_up) {
        return Number(length);
    }
    let head = v.request.length + 4;
    r.rawHeadersIn.forEach((line) => {
        head += line[0].length + line[1].length + 4;
    });
    return Math.max(0, Number(v.request_length) - head);
}


// outcome.js
//
// What became of a request, from what nginx kept of it.

// {status, code, header, left}: the answer's status, our code if the gateway made it, milliseconds to
// the vendor's response header or null, and whether the client did not wait for an answer.
function outcomeOf(v) {
    const status = v.status;
    // An answer that is not HTTP, which nginx counts as 009, or has no final status; answer.js cut it.
    if (status < '200' && v.upstream_status) {
        return ours('vendor_unreachable');
    }
    // No status at all: HTTP/2 ended the connection for a request that breaks its rules.
    if (status === '000') {
        return ours('invalid_request');
    }
    const code = v.gw_err || null;
    const header = lastOf(v.upstream_header_time);
    // A 400 that no error page answered: the connection was gone while the body was read.
    const gone = status === '499' || (status === '400' && header === null && code === null);
    return {
        status: gone ? 499 /* CLIENT_LEFT_STATUS */ : status,
        code,
        header,
        left: gone || status === '408',
    };
}

function ours(code) {
    return { status: gw_contract.errors[code].status, code, header: null, left: false };
}

// Milliseconds of the last of nginx's list of seconds, one for each attempt; null if that has none.
function lastOf(times) {
    if (!times) {
        return null;
    }
    const at = Math.max(times.lastIndexOf(', '), times.lastIndexOf(': '));
    const time = Number(at < 0 ? times : times.slice(at + 2));
    return Number.isNaN(time) ? null : Math.round(time * 1000);
}


// log.js
//
// The log line of a request that conf/log.conf leaves to this: one JSON object. It must never throw,
// for nginx would write an empty line.

function line(r) {
    try {
        if (!found.done) {
            // An error page: the lookup was done before the internal redirect, and is lost.
            const v = r.variables;
            found.method = methodOf(v.request);
            find(String(v.request_uri).split('?', 1)[0], found.method);
        }
        return lineOf(r, r.variables, gw_gateway.log_keys);
    } catch (e) {
        return gw_gateway.log_failed;
    }
}

// JSON texts in the order of the contract's names, `k`, which come with their punctuation.
function lineOf(r, v, k) {
    const api = found.api;
    const path = found.path;
    const at = found.at;
    const end = outcomeOf(v);
    const answered = end.header !== null;
    return k[0] + '"' + new Date().toISOString() + '"'
        + k[1] + '"' + v.gw_rid + '"'
        + k[2] + (answered ? vendorId(v) : null)
        + k[3] + gw_gateway.environment
        + k[4] + (api ? api[11 /* LOG_API */] : null + k[5] + null)
        + k[6] + (at === 0 ? null : path[at + 0 /* LOG_ID */])
        + k[7] + (v.gw_consumer || null)
        + k[8] + quoted(found.method)
        + k[9] + quoted(api && api[13 /* LOG_BASE */] + path[0 /* LOG_TEMPLATE */])
        + k[10] + end.status
        + k[11] + quoted(end.code)
        + k[12] + milliseconds(v.request_time)
        + k[13] + end.header
        + k[14] + received(r, v, end.left)
        + k[15] + (used.bytes || v.body_bytes_sent)
        + k[16] + (answered ? streamed(v.upstream_http_content_type) : null)
        + k[17] + (api && api[12 /* LOG_VENDOR */])
        + k[18] + (at === 0 ? null : modelOf(path[at + 3 /* MODEL */]))
        + k[19] + usedAsJson() + '}';
}

return { line };
}


let usage_made = null;

function readUsage(r, data, flags) {
    usage_made = usage_made || make_usage_made();
    return usage_made.readUsage(r, data, flags);
}

function make_usage_made() {
// document.js
//
// Usage in one JSON document. A long one is not parsed: what is looked for stands near its beginning
// or its end, so these are searched. A very long one is let go after its beginning.

function documentReader(pointers) {
    const chunks = [];
    let size = 0;
    return {
        add: (chunk) => {
            size += chunk.length;
            // Keeping a chunk costs nothing, nginx's module keeps its bytes all the same.
            if (chunk.length > 0) {
                chunks.push(chunk);
            }
            if (size > 8388608 /* MAX_DOCUMENT_BYTES */) {
                search(textOf(chunks, 0, 1), pointers);
                return false;
            }
            return true;
        },
        end: () => finishDocument(chunks, size, pointers),
    };
}

function finishDocument(chunks, size, pointers) {
    if (size <= 262144 /* MAX_PARSED_BYTES */) {
        take(JSON.parse(textOf(chunks, 0, chunks.length)), pointers);
        return;
    }
    search(textOf(chunks, 0, 1), pointers);
    let from = chunks.length;
    for (let length = 0; from > 0 && length < 16384 /* SEARCHED_BYTES */; length += chunks[from].length) {
        from -= 1;
    }
    search(textOf(chunks, from, chunks.length), pointers);
}

function textOf(chunks, from, to) {
    return (to - from === 1 ? chunks[from] : Buffer.concat(chunks.slice(from, to))).toString();
}

// Takes what the members that the pointers begin with say, as far as `piece` shows them.
function search(piece, pointers) {
    const shown = {};
    [pointers.model, pointers.input, pointers.output].forEach((pointer) => {
        if (pointer !== null) {
            shown[pointer[0]] = member(piece, pointer[0]);
        }
    });
    take(shown, pointers);
}

// A quote inside a string is escaped, so a key's own quotes cannot be part of one: what follows
// "{" or "," and is followed by ":" is a key. The last one counts.
function member(piece, name) {
    const key = `"${name}"`;
    let at = piece.lastIndexOf(key);
    while (at > 0 && !/[{,]\s*$/.test(piece.slice(Math.max(0, at - 64), at))) {
        at = piece.lastIndexOf(key, at - 1);
    }
    const value = /^\s*:\s*("(?:[^"\\]|\\.)*"|\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\})/.exec(
        piece.slice(at + key.length, at + key.length + 4096));
    return at > 0 && value !== null ? JSON.parse(value[1]) : null;
}


let events_made = null;

function eventReader(pointers, framed) {
    events_made = events_made || make_events_made();
    return events_made.eventReader(pointers, framed);
}

function make_events_made() {
// bytes.js
//
// Chunks of a stream as bytes.

// The keys that the pointers begin with, as bytes of JSON; the model's apart, since one is enough.
function keyBytes(pointers) {
    const first = (pointer) => (pointer === null ? null : `"${pointer[0]}"`);
    return { model: first(pointers.model), figures: [first(pointers.input), first(pointers.output)] };
}

// Whether a chunk has one of them that is still worth reading.
function interesting(sought, chunk) {
    return (used.model === null && names(chunk, sought.model))
        || names(chunk, sought.figures[0])
        || (sought.figures[1] !== sought.figures[0] && names(chunk, sought.figures[1]));
}

// Where the first event of a chunk (`framed`: with an empty line) or its first line has ended; the
// chunk's length if none has. Breaks of CR alone are not looked for.
function firstEnd(chunk, framed) {
    const plain = framed ? end(chunk.indexOf('\n\n'), 2) : end(chunk.indexOf('\n'), 1);
    const returned = framed ? end(chunk.indexOf('\n\r\n'), 3) : 0;
    return Math.min(plain || chunk.length, returned || chunk.length);
}

// The same for the last one; 0 if none has.
function lastEnd(chunk, framed) {
    return framed
        ? Math.max(end(chunk.lastIndexOf('\n\n'), 2), end(chunk.lastIndexOf('\n\r\n'), 3))
        : end(chunk.lastIndexOf('\n'), 1);
}

function end(at, length) {
    return at < 0 ? 0 : at + length;
}

// Whether a chunk has the JSON key `key`, quotes included, with a value that is not null.
function names(chunk, key) {
    let at = key === null ? -1 : chunk.indexOf(key);
    while (at >= 0) {
        at += key.length;
        while (chunk[at] === 0x3a || chunk[at] === 0x20) {
            at += 1;
        }
        if (chunk[at] !== 0x6e) {
            return true;
        }
        at = chunk.indexOf(key, at);
    }
    return false;
}


// lines.js
//
// The lines of a text that comes in chunks; they end with LF, CRLF or CR.
//
// Never with a regular expression: njs takes a time for it that grows with the square of the text,
// and all other requests of the worker wait so long. Nor is a line put together before its end.

// Calls take(line) for each line; take(null, beginning, end) for one that is longer than `most`
// characters, of which no more is kept. `open`: whether a line has begun.
function lineReader(most, take) {
    const state = { most, take, parts: [], size: 0, beginning: '', cut: false };
    return { add: (text) => addText(state, text), open: () => state.size > 0 || state.cut };
}

function addText(state, text) {
    const parts = breaks(state, text).split('\n');
    const last = parts.pop();
    for (let i = 0; i < parts.length; i += 1) {
        keep(state, parts[i]);
        finishLine(state);
    }
    keep(state, last);
}

// `text` with "\n" for every line break; one that two chunks share counts once.
function breaks(state, text) {
    const rest = state.cut && text.startsWith('\n') ? text.slice(1) : text;
    state.cut = text.endsWith('\r');
    if (!rest.includes('\r')) {
        return rest;
    }
    return rest.split('\r\n').join('\n').split('\r').join('\n');
}

function keep(state, part) {
    if (part === '') {
        return;
    }
    state.size += part.length;
    state.parts.push(part);
    if (state.size > state.most) {
        shorten(state);
    }
}

// A chunk has a few KiB, and so have parts: the last ones that together are long enough stay.
function shorten(state) {
    state.beginning = state.beginning || state.parts[0];
    let from = state.parts.length;
    for (let length = 0; from > 0 && length < 16384 /* SEARCHED_BYTES */; length += state.parts[from].length) {
        from -= 1;
    }
    state.parts = state.parts.slice(from);
}

function finishLine(state) {
    const text = state.parts.join('');
    const beginning = state.beginning;
    const long = state.size > state.most;
    state.parts = [];
    state.size = 0;
    state.beginning = '';
    if (long) {
        state.take(null, beginning, text);
    } else {
        state.take(text);
    }
}


// events.js
//
// Usage in a stream of events: the data of server-sent events (HTML standard, 9.2), or one JSON text
// a line. An event is made into text and parsed only if it names something that is looked for.

function eventReader(pointers, framed) {
    const state = { pointers, framed, keys: keyBytes(pointers), data: [], size: 0 };
    state.lines = lineReader(262144 /* MAX_EVENT_CHARS */, (line, beginning, end) => {
        if (line === null) {
            // A picture, say. What is looked for stands before it or after it.
            if (!framed || beginning.startsWith('data:')) {
                search(beginning, pointers);
                search(end, pointers);
            }
        } else if (framed) {
            field(state, line);
        } else {
            parse(pointers, line);
        }
    });
    return {
        add: (chunk) => addEvents(state, chunk),
        end: () => state.lines.add('\n\n'),
    };
}

// The end of an event that has begun, whole ones, and the beginning of another: of the whole ones only
// those become text in which something can be found.
function addEvents(state, chunk) {
    const between = state.size === 0 && !state.lines.open();
    const first = between ? 0 : firstEnd(chunk, state.framed);
    const last = Math.max(first, lastEnd(chunk, state.framed));
    readPart(state, chunk.subarray(0, first));
    const whole = chunk.subarray(first, last);
    if (interesting(state.keys, whole)) {
        readPart(state, whole);
    }
    readPart(state, chunk.subarray(last));
    return true;
}

function readPart(state, part) {
    if (part.length > 0) {
        state.lines.add(part.toString());
    }
}

// One line of an event; an empty one ends it.
function field(state, line) {
    if (line === '') {
        parse(state.pointers, state.data.join(''));
        state.data = [];
        state.size = 0;
    } else if (line.startsWith('data:')) {
        state.size += line.length;
        // An event without an end would grow for as long as the vendor likes.
        if (state.size > 262144 /* MAX_EVENT_CHARS */) {
            state.data = [];
        } else {
            state.data.push(line.slice(5));
        }
    }
}

function parse(pointers, data) {
    // Not JSON: an empty line, or the "[DONE]" that ends some streams.
    if (!data.includes('{')) {
        return;
    }
    try {
        take(JSON.parse(data), pointers);
    } catch (e) {
        // A text of the vendor's own; the next event may be JSON again.
    }
}

return { eventReader };
}


// readers.js
//
// Who reads which answer.

// The reader of an answer of this media type, or null.
function readerOf(r) {
    const usage = found.at === 0 ? '' : found.path[found.at + 2 /* USAGE */];
    if (usage === '' || r.headersOut['Content-Encoding']) {
        return null;
    }
    const type = mediaOf(r.headersOut['Content-Type']);
    if (type === 'application/json') {
        return documentReader(pointers(usage + '/answer'));
    }
    const framed = type === 'text/event-stream';
    if (!framed && type !== 'application/x-ndjson') {
        return null;
    }
    return eventReader(pointers(usage + '/stream'), framed);
}

function mediaOf(type) {
    if (type === 'application/json' || type === undefined) {
        return type;
    }
    return type.split(';', 1)[0].trim().toLowerCase();
}

// Where the model, the input and the output stand: the keys on the way to each, or null.
function pointers(name) {
    const text = gw_usages[name];
    const line = text.split('\n');
    const keys = text.includes('%') ? decodedKeys : plainKeys;
    return { model: keys(line[0]), input: keys(line[1]), output: keys(line[2]) };
}

function plainKeys(line) {
    return line === '' ? null : line.split('/');
}

// A "%" alone is the empty key.
function decodedKeys(line) {
    const decode = (key) => (key === '%' ? '' : decodeURIComponent(key));
    return line === '' ? null : line.split('/').map(decode);
}


// usage.js
//
// What a vendor's answer says was used, read as it passes. Nothing is held back: every chunk is
// passed on before it is looked at, and whatever goes wrong here only loses the figures.
//
// njs frees memory when a request ends, and not before. So a chunk of a long answer must leave as
// little behind as can be: it is looked at as bytes, and made into text only where that is needed.

let reader = null;

function readUsage(r, data, flags) {
    r.sendBuffer(data, flags);
    try {
        if (reader === null) {
            reader = readerOf(r);
        }
        if (reader === null || !reader.add(data)) {
            stop(r);
            return;
        }
        used.bytes += data.length;
        if (flags.last) {
            reader.end();
            tell(r);
        }
    } catch (e) {
        stop(r);
    }
}

// The rest passes unread, so that the bytes counted here would be too few.
function stop(r) {
    used.bytes = 0;
    r.done();
    tell(r);
}

// What nginx needs to write the log line by itself.
function tell(r) {
    const variables = r.variables;
    // What nginx itself counts has the framing of chunks in it, and "100 Continue".
    if (used.bytes > 0) {
        variables.gw_read = String(used.bytes);
    }
    variables.gw_used = usedAsJson();
    variables.gw_told = '1';
}

return { readUsage };
}


// gateway.js
//
// The handlers that nginx.conf names. All decisions are made from the data files beside this code,
// which nginx preloads: gw_contract, gw_gateway, gw_headers, gw_apis, gw_paths, gw_templates,
// gw_usages and gw_consumers. Where a request needs only few of them their values are strings, for
// preloading many objects is slow. Modules export single functions where they can: njs runs every
// module for every request, and takes longer the more it makes.

export default {
    access: decide,
    answer: clean,
    body: readUsage,
    log: line,
    route: location,
};

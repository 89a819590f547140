import crypto from 'crypto';
import fs from 'fs';


// credentials.js
//
// Who the client is, by the key that it presents. Only digests of keys are known here.

// The consumer's name, as JSON, with what is said of it before it (admitted.js); null for no key, which is "", and for an unknown one.
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
    answered: false, // whether the gateway began an answer of its own
    method: null, // the method as the client wrote it
    api: null, // the API's record
    special: null, // what few APIs have (data.py): {query, headers, dropped, added, ...}
    upgrade: false, // whether the vendor is asked for a WebSocket
    unusual: false, // whether there is something to do with the answer that there rarely is
    hidden: null, // the vendor's key in the query that was sent: [pair, key]
    nameless: false, // whether the vendor's id of the request is not for the log
    limited: null, // names of headers that say what is left of limits; null: there are none
    held: false, // whether the request holds what is to be given back at its end
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


// contract.js
//
// What the gateway contract fixes; written by the compiler.

const REMOVED = /^(?:x\-accel\-|x\-envoy\-|x\-gatewright\-)/i;
const PERHAPS_REMOVED = /x\-accel\-|x\-envoy\-|x\-gatewright\-/i;


// secret.js
//
// The vendor's key, read for every request: a file that is replaced is picked up at once.

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


// records.js
//
// The records of APIs and of paths: texts with a field a line, in the order of the compiler (data.py).
// They stay lists, because njs takes four times as long to make objects of them, and eight times to
// parse the same as JSON.

// Of 10 /* SECURITY */:

// From where an operation begins:
const PLAIN = 0x75; // with which 2 /* USAGE */ begins if each value has one plain pointer: "u"

// With which the entry of a consumer begins that may do everything: its name as JSON, "\"".

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
// The gateway's own answers to requests that it does not pass on.

// Answers with a row of the contract's table of errors. Nothing where an answer was begun: njs throws
// when the client has already gone, and nginx then closes the request with the status of that answer.
function refuse(r, code) {
    if (found.answered) {
        return;
    }
    const row = gw_contract.errors[code];
    answerWith(r, code, row.status, row.body);
}

// `body`: JSON, that of the row or one that says more.
function answerWith(r, code, status, body) {
    r.variables.gw_err = code;
    r.headersOut['Content-Type'] = 'application/json';
    found.answered = true;
    r.return(status, body);
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


// used.js
//
// What was read from the vendor's answer, for the log.

// `bytes`: of the body, without framing.
const used = { bytes: 0, model: null, input: null, output: null, total: null };

// The last three values of a log line, with the names of the last two.
function usedAsJson() {
    return json(used.model) + ",\"gen_ai.usage.input_tokens\":" /* LOG_INPUT */ + used.input + ",\"gen_ai.usage.output_tokens\":" /* LOG_OUTPUT */ + used.output;
}


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


let special_made = null;

function special() {
    special_made = special_made || make_special_made();
    return special_made.special();
}

function make_special_made() {
let issuers_made = null;

function issuers() {
    issuers_made = issuers_made || make_issuers_made();
    return issuers_made.issuers();
}

function make_issuers_made() {
// permitted.js
//
// What is answered to tokens that do not do, and which scopes an operation asks for.

// `asked`: its issuer was asked about it.
function refuseToken(ask, asked) {
    const code = asked || ask.api[10 /* SECURITY */] === "jwt" /* TOKENS_ONLY */ || isTokenShaped(ask.token)
        ? 'invalid_token' : 'invalid_api_key';
    ask.r.headersOut['WWW-Authenticate'] = code === 'invalid_token' && ask.token !== ''
        ? gw_contract.tokens.invalid : gw_contract.www_authenticate;
    refuse(ask.r, code);
}

// Whether it looks like a signed token, by its characters alone.
function isTokenShaped(token) {
    return !/[^A-Za-z0-9_.-]/.test(token) && token.charCodeAt(0) !== 0x2e
        && token.split('.', 4).length === 3;
}

// `scopes`: with a blank between them.
function suffices(scopes) {
    const wanted = gw_scopes[found.api[0 /* SURFACE */] + ' ' + found.method + ' ' + found.path[0 /* LOG_TEMPLATE */]];
    if (wanted === undefined) {
        return true;
    }
    const has = ' ' + scopes + ' ';
    return wanted.split(' ').every((scope) => has.includes(' ' + scope + ' '));
}

// A consumer that is not subscribed is told so, and nothing of scopes.
function refuseScope(ask, entry) {
    if (ask.special().limits().subscribed(ask.r, ask.api, entry)) {
        ask.r.headersOut['WWW-Authenticate'] = gw_contract.tokens.scope;
        answerWith(ask.r, 'not_subscribed', gw_contract.errors.not_subscribed.status,
            gw_contract.tokens.scope_body);
    }
}


// recall.js
//
// What is known of tokens that came before, in memory that nginx's workers share. A token is in it by its
// digest alone. It may be thrown out to make room: then the token is looked at once more.

// The name of a token's record; of other issuers, after a reload, it is another one.
function recordOf(token) {
    return crypto.createHash('sha256').update(gw_issuers.digest + token).digest('hex');
}

// The token's facts (tokens.js); null: there are none, or they are too old.
function recall(name) {
    const kept = ngx.shared.gw_tokens.get(name);
    if (kept === undefined) {
        return null;
    }
    const lines = kept.split('\n', 4);
    if (!(Date.now() < Number(lines[0]))) {
        return null;
    }
    return {
        valid: lines[1] === 'valid',
        asked: lines[2] === 'asked',
        scopes: lines[3],
        subject: kept.slice(lines.join('\n').length + 1),
    };
}

// `facts.until`: milliseconds of the Unix epoch; 0: they are not kept.
function keepFacts(name, facts) {
    const left = facts.until - Date.now();
    if (!(left >= 1)) {
        return;
    }
    const lines = [facts.until, facts.valid ? 'valid' : '', facts.asked ? 'asked' : '', facts.scopes];
    try {
        ngx.shared.gw_tokens.set(name, lines.concat(facts.subject).join('\n'), Math.ceil(left));
    } catch (e) {
        // There is no room, and the token is looked at again when it comes again.
    }
}


let looks_made = null;

function looks() {
    looks_made = looks_made || make_looks_made();
    return looks_made.looks();
}

function make_looks_made() {
// jws.js
//
// Access tokens that are signed JSON (RFC 7515, compact form; RFC 7519).

// The payload of what has its shape (permitted.js); null: it is no object in JSON.
function payloadOf(token) {
    return jsonPart(token.split('.')[1]);
}

function headerOf(token) {
    return jsonPart(token.split('.')[0]);
}

// null: it is not in base64url.
function signatureOf(token) {
    return bytesOf(token.split('.')[2]);
}

// What is signed.
function signedPart(token) {
    return Buffer.from(token.slice(0, token.lastIndexOf('.')));
}

// Of texts that each have one spelling: neither padding, nor bits that are left over.
function bytesOf(text) {
    const bytes = Buffer.from(text, 'base64url');
    return bytes.toString('base64url') === text ? bytes : null;
}

// A member that the object has by itself, whatever all objects have.
function memberOf(object, name) {
    return Object.prototype.hasOwnProperty.call(object, name) ? object[name] : undefined;
}

function isObject(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// njs takes no JSON of more than 32 levels; such a token is none.
function jsonPart(part) {
    const bytes = bytesOf(part);
    if (bytes === null) {
        return null;
    }
    try {
        const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
        const value = JSON.parse(text);
        return isObject(value) ? value : null;
    } catch (e) {
        return null;
    }
}


// claims.js
//
// The claims of a token (RFC 7519, 4.1), or what its issuer tells of it (RFC 7662, 2.2).

// Whether the token has not ended, and is for this gateway. Without `exp` it does not end. Every comparison
// is made so that what is no number does not pass.
function claimsFit(claims, issuer, now) {
    const end = memberOf(claims, 'exp');
    return (end === undefined || (isWhole(end) && now / 1000 < end + issuer.leeway))
        && audienceFits(memberOf(claims, 'aud'), issuer.audiences);
}

function hasBegun(claims, issuer, now) {
    const begin = memberOf(claims, 'nbf');
    return begin === undefined || (isWhole(begin) && now / 1000 >= begin - issuer.leeway);
}

// In milliseconds.
function endOfToken(claims, issuer) {
    const end = memberOf(claims, 'exp');
    return end === undefined ? Infinity : (end + issuer.leeway) * 1000;
}

// The name under which gw_subjects has the consumer; "": the token names nobody.
function subjectIn(claims, issuer) {
    let value = claims;
    for (let i = 0; i < issuer.claim.length; i += 1) {
        value = typeof value === 'object' && value !== null ? memberOf(value, issuer.claim[i]) : undefined;
    }
    return typeof value === 'string' && value !== '' ? issuer.name + ' ' + value : '';
}

function scopesIn(claims) {
    const names = gw_contract.tokens.scope_claims; // what is preloaded has no methods
    let scopes = [];
    for (let i = 0; i < names.length; i += 1) {
        const value = memberOf(claims, names[i]);
        const listed = typeof value === 'string' ? value.split(' ') : value;
        scopes = scopes.concat(Array.isArray(listed) ? listed.filter(isScope) : []);
    }
    return scopes.join(' ');
}

// RFC 6749, 3.3.
function isScope(value) {
    return typeof value === 'string' && value !== '' && !/[^\x21-\x7e]/.test(value);
}

function audienceFits(given, wanted) {
    const audiences = Array.isArray(given) ? given : [given];
    return wanted.length === 0 || (audiences.every((each) => typeof each === 'string')
        && audiences.some((each) => wanted.includes(each)));
}

function isWhole(value) {
    return typeof value === 'number' && Number.isInteger(value);
}


// issuer.js
//
// The record of an issuer: a text with a field a line, in the order of the compiler (tokens.py).
const KIND = 0; // "given", "fetched" or "asked"
const ISSUER = 1; // as JSON
const AUDIENCES = 2; // as JSON
const ALGORITHMS = 3; // with a blank between them
const CLAIM = 4; // the keys on the way to it, percent-encoded, with a slash between them
const LEEWAY = 5; // seconds
const KEPT = 6; // seconds; of what is fetched or asked
const URL = 7;
const CLIENT = 8; // of a Basic credential up to the secret, form-encoded
const SECRET_VARIABLE = 9; // which has the secret; "": a file has it
const SECRET_FILE = 10;

function issuerOf(name) {
    const line = gw_issuers['issuer ' + name].split('\n');
    return {
        name,
        given: line[KIND] === 'given',
        issuer: JSON.parse(line[ISSUER]),
        audiences: JSON.parse(line[AUDIENCES]),
        algorithms: line[ALGORITHMS].split(' '),
        claim: line[CLAIM].split('/').map((key) => (key === '%' ? '' : decodeURIComponent(key))),
        leeway: Number(line[LEEWAY]),
        kept: line[KIND] === 'given' ? Infinity : Number(line[KEPT]) * 1000,
        url: line[URL],
        client: line[CLIENT],
        variable: line[SECRET_VARIABLE],
        file: line[SECRET_FILE],
    };
}


// waiting.js
//
// Requests that wait for what another one is finding out, in whatever worker that is.

const PATIENCE_MS = 5500;
// From one look at it to the next: longer and longer, so that many who wait cost little.
const FIRST_LOOK_MS = 20;
const LAST_LOOK_MS = 200;
// More who wait for the same are refused, so that they do not take the connections of all others.
const MOST_WAITING = 1000;

// What `look` gives as soon as it is not null. null: it took too long, or too many wait. `name`: of what is
// waited for.
async function awaited(name, look) {
    const patience = Date.now() + PATIENCE_MS;
    let ms = FIRST_LOOK_MS;
    let there = null;
    try {
        const room = ngx.shared.gw_waiting.incr(name, 1, 0) <= MOST_WAITING;
        while (room && there === null && Date.now() < patience) {
            await pause(ms);
            there = look();
            ms = Math.min(2 * ms, LAST_LOOK_MS);
        }
    } finally {
        ngx.shared.gw_waiting.incr(name, -1, 0);
    }
    return there;
}

function pause(ms) {
    return new Promise((done) => {
        setTimeout(done, ms);
    });
}


// seeking.js
//
// What issuers are asked. A worker does other work until they answer.

// Longer than a question takes: five seconds for the address, and five for the answer. If whoever asks
// dies, nobody asks for so long.
// Who has just failed to answer is left alone.
const FAILED_MS = 1000;
// What soughtOnce() waits for if it is not the answer: that nobody asks.
const OUR_TURN = {};

// The answer, an object in JSON. Error: there is none.
async function soughtJson(url, options) {
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
async function soughtOnce(zone, name, known, find) {
    let ours = false;
    const look = () => {
        const there = known();
        if (there === null && zone.has(name + ' failed')) {
            throw new Error('the issuer did not answer just now');
        }
        ours = there === null && zone.add(name + ' asking', '', 11000 /* ASKING_MS */);
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


// introspected.js
//
// Tokens that their issuer is asked about (RFC 7662).

// The facts of a token (tokens.js). Error: its issuer cannot be asked, or did not answer.
async function introspected(token, name) {
    const issuer = issuerOf(name);
    const answer = await soughtJson(issuer.url, question(issuer, token));
    const now = Date.now();
    const from = memberOf(answer, 'iss');
    const valid = memberOf(answer, 'active') === true
        && (from === undefined || from === issuer.issuer)
        && claimsFit(answer, issuer, now);
    const kept = now + issuer.kept;
    return {
        valid,
        asked: true,
        until: valid ? Math.min(kept, endOfToken(answer, issuer)) : kept,
        scopes: valid ? scopesIn(answer) : '',
        subject: valid ? subjectIn(answer, issuer) : '',
    };
}

function question(issuer, token) {
    const secret = secretOf(issuer.variable, issuer.file);
    if (secret === null) {
        throw new Error('there is no secret');
    }
    const credentials = Buffer.from(issuer.client + encodeURIComponent(secret)).toString('base64');
    return {
        method: 'POST',
        headers: {
            Accept: 'application/json',
            Authorization: 'Basic ' + credentials,
            'Content-Type': 'application/x-www-form-urlencoded',
        },
        body: 'token=' + encodeURIComponent(token) + '&token_type_hint=access_token',
    };
}


// signed.js
//
// Signatures with a public key (RFC 7518, 3.3 to 3.5).

const CURVES = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' };
// Bytes of the two numbers of a signature, one behind the other.
const SIZES = { ES256: 64, ES384: 96, ES512: 132 };

// `keys`: a key a line: its id (keyLine), the algorithms that it may verify with a comma between them, and
// the JWK. Each that fits is tried. `id`: null: the token names none.
async function isSigned(token, algorithm, id, keys) {
    const signature = signatureOf(token);
    if (signature === null || (SIZES[algorithm] || signature.length) !== signature.length) {
        return false;
    }
    const lines = keys.split('\n').filter((line) => isKeyFor(line.split(' '), algorithm, id));
    for (let i = 0; i < lines.length; i += 1) {
        const jwk = JSON.parse(lines[i].split(' ')[2]);
        if (await verifies(jwk, algorithm, signature, signedPart(token))) {
            return true;
        }
    }
    return false;
}

// A key is for an algorithm, not the other way round: else one could be taken for another's.
function isKeyFor(words, algorithm, id) {
    return words.length === 3 && (id === null || words[0] === idWord(id))
        && words[1].split(',').includes(algorithm);
}

// The first word of a key's line; "-" of one without an id.
function idWord(id) {
    return '=' + encodeURIComponent(id);
}

// njs throws of what cannot be a signature or a key.
async function verifies(jwk, algorithm, signature, signed) {
    const bits = algorithm.slice(2);
    const hash = 'SHA-' + bits;
    const ways = {
        RS: [{ name: 'RSASSA-PKCS1-v1_5', hash }, { name: 'RSASSA-PKCS1-v1_5' }],
        PS: [{ name: 'RSA-PSS', hash }, { name: 'RSA-PSS', saltLength: Number(bits) / 8 }],
        ES: [{ name: 'ECDSA', namedCurve: CURVES[algorithm] }, { name: 'ECDSA', hash }],
    };
    const way = ways[algorithm.slice(0, 2)];
    try {
        const key = await globalThis.crypto.subtle.importKey('jwk', jwk, way[0], false, ['verify']);
        if (await globalThis.crypto.subtle.verify(way[1], key, signature, signed) === true) {
            return true;
        }
    } catch (e) {
        // It is not verified.
    }
    await forgetFailure();
    return false;
}

// OpenSSL keeps in mind why a signature is wrong. nginx would find that when it next serves a connection
// with TLS, and print it together with the request line of whoever has that. What throws takes it along.
async function forgetFailure() {
    try {
        const nothing = Buffer.from('00', 'hex');
        await globalThis.crypto.subtle.importKey('spki', nothing, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']);
    } catch (e) {
        // So it does.
    }
}


// jwks.js
//
// A set of keys as its issuer publishes it (RFC 7517) -> a key a line (signed.js).

const RSA = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'];
const LEAST_RSA_BITS = 2048;
const MOST_RSA_BITS = 8192;
const MOST_EXPONENT_BITS = 64;
// A token that names none is tried with each of them.
const MOST_KEYS = 100;
const MOST_ID = 200; // characters
// Of each curve: the algorithm, and the bytes of a coordinate.
const CURVES_OF_KEYS = { 'P-256': ['ES256', 32], 'P-384': ['ES384', 48], 'P-521': ['ES512', 66] };
const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

// What cannot be used is left out. Error: this is no set of keys.
function keyLines(set) {
    const keys = memberOf(set, 'keys');
    if (!Array.isArray(keys)) {
        throw new Error('no set of keys');
    }
    return keys.map((key) => (isObject(key) ? keyLine(key) : ''))
        .filter((line) => line !== '').slice(0, MOST_KEYS).join('');
}

// "": it cannot be used.
function keyLine(key) {
    const id = memberOf(key, 'kid');
    const use = memberOf(key, 'use');
    const uses = memberOf(key, 'key_ops');
    if ((id !== undefined && !(typeof id === 'string' && id.length <= MOST_ID)) || (use !== undefined && use !== 'sig')
            || (uses !== undefined && !(Array.isArray(uses) && uses.includes('verify')))
            || PRIVATE.some((name) => memberOf(key, name) !== undefined)) {
        return '';
    }
    const jwk = memberOf(key, 'kty') === 'RSA' ? rsaKey(key) : curveKey(key);
    const only = memberOf(key, 'alg');
    const fitting = jwk === null ? [] : jwk.fitting.filter((each) => only === undefined || each === only);
    if (fitting.length === 0) {
        return '';
    }
    return `\n${id === undefined ? '-' : idWord(id)} ${fitting.join(',')} ${JSON.stringify(jwk.members)}`;
}

function rsaKey(key) {
    const modulus = numberIn(key, 'n');
    const exponent = numberIn(key, 'e');
    if (!isOdd(modulus, LEAST_RSA_BITS, MOST_RSA_BITS) || !isOdd(exponent, 2, MOST_EXPONENT_BITS)) {
        return null;
    }
    return { fitting: RSA, members: { kty: 'RSA', n: key.n, e: key.e } };
}

function curveKey(key) {
    const curve = memberOf(key, 'kty') === 'EC' ? memberOf(CURVES_OF_KEYS, memberOf(key, 'crv')) : undefined;
    const x = numberIn(key, 'x');
    const y = numberIn(key, 'y');
    if (curve === undefined || x === null || y === null || x.length !== curve[1] || y.length !== curve[1]) {
        return null;
    }
    return { fitting: [curve[0]], members: { kty: 'EC', crv: key.crv, x: key.x, y: key.y } };
}

function numberIn(key, name) {
    const value = memberOf(key, name);
    const bytes = typeof value === 'string' ? bytesOf(value) : null;
    return bytes !== null && bytes.length > 0 ? bytes : null;
}

// Whether a number is there, has so many bits, and is odd, as both of an RSA key are.
function isOdd(bytes, least, most) {
    const first = bytes === null ? -1 : bytes.findIndex((byte) => byte !== 0);
    if (first < 0 || bytes[bytes.length - 1] % 2 === 0) {
        return false;
    }
    const bits = (bytes.length - first - 1) * 8 + bytes[first].toString(2).length;
    return bits >= least && bits <= most;
}


// fetched.js
//
// Keys that an issuer publishes (RFC 7517, 5), in memory that nginx's workers share: when they came, and
// then a key a line (signed.js).

// What cannot be had again may be used for so many times as long.
const OVERDUE = 10;
// Between two fetches for a key that the last ones did not have, or after one that failed.
const AGAIN_MS = 10000;

// `id`: that of the key that is looked for, or null. Error: there are none, and none to be had.
async function fetchedKeys(issuer, id) {
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
    if (zone.has(why) || !zone.add(name + ' asking', '', 11000 /* ASKING_MS */)) {
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


// keyset.js
//
// The keys of an issuer, a key a line (signed.js).

// `id`: that of the key that is looked for, or null. Error: they are not to be had.
async function keysOf(issuer, id) {
    return issuer.given ? gw_issuers['keys ' + issuer.name] : fetchedKeys(issuer, id);
}


// verified.js
//
// Tokens that show by their signature who made them (RFC 7515, RFC 7518).

// What is known of a token is kept no longer than this, however long it is good.
const MOST_KEPT_MS = 600000;

// The facts of a token (tokens.js); null: it is not valid. Error: there are no keys to tell by.
async function verified(token, payload, name) {
    const issuer = issuerOf(name);
    const header = headerOf(token);
    const now = Date.now();
    if (header === null || !headerFits(header, issuer) || memberOf(payload, 'exp') === undefined
            || !claimsFit(payload, issuer, now) || !hasBegun(payload, issuer, now)) {
        return null;
    }
    const id = memberOf(header, 'kid');
    const keys = await keysOf(issuer, id === undefined ? null : id);
    if (!await isSigned(token, header.alg, id === undefined ? null : id, keys)) {
        return null;
    }
    return {
        valid: true,
        asked: false,
        until: Math.min(endOfToken(payload, issuer), now + Math.min(issuer.kept, MOST_KEPT_MS)),
        scopes: scopesIn(payload),
        subject: subjectIn(payload, issuer),
    };
}

// No algorithm but those that the issuer is known to use: neither "none", nor one with a shared secret.
function headerFits(header, issuer) {
    const algorithm = memberOf(header, 'alg');
    const id = memberOf(header, 'kid');
    return typeof algorithm === 'string' && issuer.algorithms.includes(algorithm)
        && memberOf(header, 'crit') === undefined
        && (id === undefined || typeof id === 'string');
}


// tokens.js
//
// What a token says: {valid, asked, until, scopes, subject}. `asked`: its issuer was asked about it.
// `until`: for how long this may be kept, in milliseconds of the Unix epoch; 0: not at all. `scopes`: with
// a blank between them. `subject`: as gw_subjects has it; "": it names none.

const REFUSED_TOKEN = { valid: false, asked: false, until: 0, scopes: '', subject: '' };

// `record`: the name under which it is remembered. Of a token of nobody that signs any the one is asked
// who answers questions, if there is one. Error: it cannot be told.
async function tokenFacts(token, record) {
    const payload = isTokenShaped(token) ? payloadOf(token) : null;
    const issuer = payload === null ? undefined : memberOf(payload, 'iss');
    const name = typeof issuer === 'string' ? gw_issuers['iss ' + issuer] : undefined;
    if (name !== undefined) {
        return keptFacts(record, await verified(token, payload, name) || REFUSED_TOKEN);
    }
    const asked = gw_issuers.asked;
    if (asked === undefined) {
        return REFUSED_TOKEN;
    }
    return soughtOnce(ngx.shared.gw_tokens, record + ' asked', () => recall(record),
        async () => keptFacts(record, await introspected(token, asked)));
}

function keptFacts(record, facts) {
    keepFacts(record, facts);
    return facts;
}


// looks.js
//
// Tokens that are not known yet. One function, as in special.js.

function looks() {
    return { tokenFacts };
}

return { looks };
}


// identify.js
//
// Who the client is, for an API that takes access tokens (RFC 6750), and perhaps keys too.

// Calls `goOn` with the consumer's entry, or refuses: at once where the token is known, and else when it
// has been looked at; nginx waits for that.
function identify(r, api, sent, goOn, special) {
    const token = bearer(r.headersIn.Authorization || '');
    const ask = { r, api, sent, goOn, special, token };
    const short = Buffer.byteLength(token) <= gw_contract.tokens.max_bytes;
    if (api[10 /* SECURITY */] !== "jwt" /* TOKENS_ONLY */ && short) {
        if (found.special !== null && found.special.key_header !== undefined) {
            special().rarer().present(r, sent, found.special.key_header);
        }
        const entry = sent.keys === 1 ? consumerOf(sent.key) : null;
        if (entry !== null && (entry.charCodeAt(0) === 34 /* NAME */ || special().limits().isCurrent(entry))) {
            goOn(r, api, sent, entry);
            return;
        }
    }
    if (token === '' || !short || (api[10 /* SECURITY */] !== "jwt" /* TOKENS_ONLY */ && sent.keys > 1)) {
        refuseToken(ask, false);
        return;
    }
    const name = recordOf(token);
    const known = recall(name);
    if (known !== null) {
        conclude(ask, known);
    } else if (token.startsWith(gw_contract.tokens.key_prefix) || consumerOf(token) !== null) {
        // A key, be it of another environment, is nobody's business but ours: no issuer is asked
        // about it.
        refuseToken(ask, false);
    } else {
        lookAt(ask, name);
    }
}

async function lookAt(ask, name) {
    try {
        conclude(ask, await looks().tokenFacts(ask.token, name));
    } catch (e) {
        refuse(ask.r, 'gateway_error');
    }
}

// `facts`: what the token says (tokens.js).
function conclude(ask, facts) {
    if (!facts.valid) {
        refuseToken(ask, facts.asked);
        return;
    }
    const entry = facts.subject === '' ? undefined : gw_subjects[facts.subject];
    if (typeof entry !== 'string') {
        refuse(ask.r, 'not_subscribed');
    } else if (suffices(facts.scopes)) {
        ask.goOn(ask.r, ask.api, ask.sent, entry);
    } else {
        refuseScope(ask, entry);
    }
}


// issuers.js
//
// APIs that take access tokens. One function, as in special.js: requests to other APIs do not pay for it.

function issuers() {
    return { identify };
}

return { issuers };
}


let limits_made = null;

function limits() {
    limits_made = limits_made || make_limits_made();
    return limits_made.limits();
}

function make_limits_made() {
// scopes.js
//
// Whose limits a request is counted in: its API's, those of the plan for each consumer and API, and
// its consumer's own. In this order they are told.

// The records of gw_budgets: texts with a field a line, in the order of the compiler (budgets.py).

function grantOf(number) {
    return number === undefined || number === '' ? null : entryOf(number);
}

// {counter, name, lines} of each; null: the consumer is not subscribed. `caller`: null for an API that
// asks for no key.
function scopesOf(api, caller) {
    const own = api[16 /* BUDGET */] === '' ? null : entryOf(api[16 /* BUDGET */]);
    const grant = caller === null ? null : caller.grant;
    const plan = grant === null ? null : grantOf(grant.lines[0 /* GRANT_PLAN */]);
    if (caller !== null && !(planFits(own, plan) && isNamed(grant, api[15 /* ID */]))) {
        return null;
    }
    const scopes = [];
    if (own !== null) {
        scopes.push(scope('api|' + api[15 /* ID */], own));
    }
    if (plan !== null) {
        scopes.push(scope('plan|' + api[15 /* ID */] + '|' + caller.name, plan));
    }
    if (grant !== null) {
        scopes.push(scope('consumer|' + caller.name, grant));
    }
    return scopes;
}

function entryOf(name) {
    return { name, lines: gw_budgets[name].split('\n') };
}

function scope(counter, entry) {
    return { counter, name: entry.name, lines: entry.lines };
}

function planFits(own, plan) {
    return own === null || own.lines[0 /* API_PLANS */] === ''
        || (plan !== null && hasWord(own.lines[0 /* API_PLANS */], plan.lines[0 /* PLAN_NAME */]));
}

function isNamed(grant, id) {
    return grant === null || grant.lines[1 /* GRANT_APIS */] === '*' || hasWord(grant.lines[1 /* GRANT_APIS */], id);
}

// `words`: with a blank between them.
function hasWord(words, word) {
    return (' ' + words + ' ').includes(' ' + word + ' ');
}


// counters.js
//
// The counters of limits, in memory that nginx's workers share; a reload keeps it. Nothing is ever thrown
// out of it to make room: adding to it fails when it is full, and the request with it.
//
// Every step is one that no other worker can come between. What decides is what a count returned: so
// two requests never have the same rest, though one may be refused for what another gives back next.

// Of requests that run those are counted together that began in one part of the day or in the one beside
// it. What a worker held that was killed is so forgotten after two parts, or with a restart of
// nginx; a connection that lasts longer is forgotten too.
const PART = 6 * 3600 * 1000;

// A limit: {key, amount, window, asks, ...}; `counter`: that of its window, or of a part of the day.
// Without a window, in milliseconds, it counts what runs.
function countIn(limit, count) {
    return ngx.shared.gw_limits.incr(limit.counter, count, 0, keptFor(limit));
}

// How long a counter is kept after it was last used: for as long as its window can be asked for.
function keptFor(limit) {
    return limit.window === 0 ? 3 * PART : 2 * limit.window;
}

function partOf(now) {
    return Math.floor(now / PART);
}

// What runs since the parts before and after this one: another worker's clock may be there already.
function beside(limit, part) {
    return counted(limit, part - 1) + counted(limit, part + 1);
}

function counted(limit, since) {
    return ngx.shared.gw_limits.get(counterOf(limit, since)) || 0;
}

function counterOf(limit, since) {
    return limit.key + '@' + since;
}

// When the window that is open was opened; undefined: none is.
function openedAt(limit) {
    return ngx.shared.gw_limits.get(limit.key);
}

// The same; without one this request opens it.
function opened(limit, now) {
    for (let tries = 0; tries < 3; tries += 1) {
        const at = openedAt(limit);
        if (at !== undefined) {
            return at;
        }
        if (ngx.shared.gw_limits.add(limit.key, now, limit.window)) {
            return now;
        }
    }
    throw new Error('a window that opens and ends at once');
}

// Changes a window's count by what a request used more than it took there, or less. Nobody asks any more
// for a window that has ended: the more is then counted in the one that is open, or opens one, else calls
// longer than a window would count in none. `kept`: as keptFor() has it.
function correct(counter, count, kept, now) {
    const at = counter.lastIndexOf('@');
    const limit = { key: counter.slice(0, at), window: kept / 2, counter };
    if (openedAt(limit) !== Number(counter.slice(at + 1))) {
        if (count <= 0) {
            return;
        }
        limit.counter = counterOf(limit, opened(limit, now));
    }
    countIn(limit, count);
}


// limiting.js
//
// The limits of scopes.

// Those of tokens only where the vendor says how many there were.
function limitsOf(scopes, usage) {
    const limits = [];
    scopes.forEach((scope) => {
        for (let at = 2 /* METER_FIRST */; at < scope.lines.length; at += 1) {
            const limit = limitOf(scope, at);
            if (usage || !limit.tokens) {
                limits.push(limit);
            }
        }
    });
    return limits;
}

// A line: the kind, the amount, the seconds of the window, and what a request asks for.
function limitOf(scope, at) {
    const words = scope.lines[at].split(' ');
    return {
        kind: words[0],
        tokens: words[0].endsWith('tokens'),
        amount: Number(words[1]),
        window: Number(words[2]) * 1000,
        asks: Number(words[3]),
        key: scope.counter + '|' + words[0] + '/' + words[2],
        refusal: scope.name + '/' + (at - 2 /* METER_FIRST */),
        taken: 0,
    };
}


// taking.js
//
// One limit and one request: what is left, and taking of it.

// Fills in what was used, and since when; nothing is changed.
function look(limit, now) {
    limit.opened = now;
    if (limit.window === 0) {
        limit.used = counted(limit, partOf(now)) + beside(limit, partOf(now));
        return;
    }
    const since = openedAt(limit);
    limit.used = 0;
    if (since !== undefined) {
        limit.opened = since;
        limit.used = counted(limit, since);
    }
}

// Takes what the request asks for, or what is left of it; false: nothing is. `taken`: what there is to be
// given back if the request does not pass after all.
function takeOf(limit, now) {
    const running = limit.window === 0;
    limit.opened = running ? now : opened(limit, now);
    limit.counter = counterOf(limit, running ? partOf(now) : limit.opened);
    const after = countIn(limit, limit.asks);
    limit.taken = limit.asks;
    limit.used = after - limit.asks + (running ? beside(limit, partOf(now)) : 0);
    const granted = Math.min(limit.asks, limit.amount - limit.used);
    // Not the other way round: what is no number must not pass.
    if (!(granted >= 1)) {
        return false;
    }
    if (granted < limit.asks) {
        limit.taken = granted;
        countIn(limit, granted - limit.asks);
    }
    return true;
}

function giveBack(limit) {
    const taken = limit.taken;
    limit.taken = 0;
    if (taken !== 0) {
        countIn(limit, -taken);
    }
}

function isUsedUp(limit) {
    return !(limit.used < limit.amount);
}

function endOf(limit) {
    return limit.opened + limit.window;
}

function leftOf(limit) {
    return limit.amount - limit.used - limit.taken;
}


// passing.js
//
// The answer to a request that holds something, as it passes.

// What is in every event once, by the media type of the stream.
const MARKS = {
    'text/event-stream': '\ndata:',
    'application/x-ndjson': '\n',
    'application/vnd.amazon.eventstream': ':event-type',
};

let passed = 0;
let length = null; // that was announced; NaN: none
let mark = '';
let tail = null; // of what passed, shorter than a mark
let events = 0;

function eventsSeen() {
    return events;
}

// Whether these bytes are the last ones.
function passing(r, data, flags) {
    if (length === null) {
        begin(r);
    }
    passed += data.length;
    if (mark !== '' && data.length > 0) {
        countEvents(data);
    }
    return flags.last || passed >= length;
}

// Whether the rest of an answer of which nothing more is read can pass unseen: nginx's module keeps a
// copy of all that is seen, and a file has any size. What the request holds gw.log then gives back.
function isEnough() {
    return passed > (mark === '' ? 262144 /* MAX_PARSED_BYTES */ : 33554432 /* MAX_DOCUMENT_BYTES */);
}

function begin(r) {
    length = Number(r.headersOut['Content-Length'] || 'none');
    const type = String(r.headersOut['Content-Type'] || '').split(';', 1)[0].trim().toLowerCase();
    if (found.path[found.at + 2 /* USAGE */] !== '' && typeof MARKS[type] === 'string') {
        mark = MARKS[type];
        tail = Buffer.from(mark.length > 1 ? '\n' : ''); // the first line has none before it
    }
}

function countEvents(data) {
    const overlap = mark.length - 1;
    // Marks that two chunks share.
    events += marksIn(Buffer.concat([tail, data.subarray(0, overlap)])) + marksIn(data);
    tail = data.length < overlap ? Buffer.concat([tail, data]) : data;
    tail = tail.subarray(Math.max(0, tail.length - overlap));
}

function marksIn(bytes) {
    let count = 0;
    for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + mark.length)) {
        count += 1;
    }
    return count;
}


// settle.js
//
// Gives back what a request held, and counts what it used in the place of what it reserved.

// Once, whoever calls it: gw.body before the client has the last byte, else gw.log, which comes to every
// end. `whole`: the answer came to its end, and all of it was read.
function settleHeld(r, whole) {
    const held = r.variables.gw_held;
    if (!held) {
        return;
    }
    r.variables.gw_held = '';
    found.held = false;
    // One for all, so that windows that open together end together.
    const now = Date.now();
    const lines = held.split('\n');
    for (let at = 0; at < lines.length; at += 4) {
        const taken = Number(lines[at + 1]);
        const kept = Number(lines[at + 2]);
        try {
            if (lines[at] === 'concurrent') {
                ngx.shared.gw_limits.incr(lines[at + 3], -taken, 0, kept);
            } else {
                const count = costNothing(r.variables) ? 0 : spent(lines[at], taken, whole);
                correct(lines[at + 3], count - taken, kept, now);
            }
        } catch (e) {
            // What was reserved stays counted until its window ends.
        }
    }
}

// Whether there was no answer, or one that says that nothing was done. A client that left is no reason:
// the vendor has its request and works on.
function costNothing(v) {
    const status = Number(v.status);
    // Both are lists where there were more attempts than one.
    if (status === 499 /* CLIENT_LEFT_STATUS */ && /[1-9]/.test(v.upstream_bytes_sent)) {
        return Number(String(v.upstream_status).split(', ').pop()) >= 400;
    }
    return status >= 400 || (status < 200 && status !== 101);
}

// What a limit counts in the place of what was reserved.
function spent(kind, reserved, whole) {
    const events = eventsSeen();
    if (used.input === null && used.output === null && used.total === null) {
        return Math.max(reserved, events);
    }
    // A stream may say on its way what it has used so far: an event is a token at least.
    const output = whole ? used.output || 0 : Math.max(used.output || 0, events);
    if (kind === 'prompt_tokens') {
        return used.input || 0;
    }
    if (kind === 'completion_tokens') {
        return output;
    }
    const sum = (used.input || 0) + output;
    if (used.total === null) {
        return sum;
    }
    return whole ? used.total : Math.max(used.total, sum);
}


// told.js
//
// What an answer says of the limit that has least left, of those of requests and of those of tokens.

// conf/headers.conf prints these variables.
function tellLimits(r, limits, now) {
    let ofRequests = null;
    let ofTokens = null;
    for (let i = 0; i < limits.length; i += 1) {
        const limit = limits[i];
        if (limit.tokens) {
            ofTokens = lower(ofTokens, limit);
        } else if (limit.window !== 0) {
            ofRequests = lower(ofRequests, limit);
        }
    }
    found.limited = [];
    if (ofRequests !== null) {
        say(r.variables, 'requests', ofRequests, now);
    }
    if (ofTokens !== null) {
        say(r.variables, 'tokens', ofTokens, now);
    }
}

// Of the same rest the first.
function lower(least, limit) {
    return least === null || leftOf(limit) < leftOf(least) ? limit : least;
}

function say(variables, what, limit, now) {
    variables['gw_' + what + '_limit'] = String(limit.amount);
    variables['gw_' + what + '_left'] = String(Math.max(0, leftOf(limit)));
    variables['gw_' + what + '_reset'] = String(secondsUntil(endOf(limit), now));
    found.limited = found.limited.concat(gw_budgets['headers/' + what].split('\n'));
}

// Whoever waits so long finds another window.
function secondsUntil(end, now) {
    return Math.max(1, Math.ceil((end - now) / 1000));
}

// The vendor's headers of those names do not pass. An answer without a body is over with its header.
function replaced(r) {
    found.limited.forEach((name) => {
        delete r.headersOut[name];
    });
    if (found.held && (r.method === 'HEAD' || r.status === 204 || r.status === 304)) {
        settleHeld(r, true);
    }
}


// meter.js
//
// Limits: counts a request in every one of them, or refuses it and counts it in none. Loops where most
// requests come by, since njs makes a function anew for every call that is given one.

// false: it was refused.
function meter(r, scopes) {
    const limits = limitsOf(scopes, found.path[found.at + 2 /* USAGE */] !== '');
    if (limits.length === 0) {
        return true;
    }
    try {
        return count(r, limits);
    } catch (e) {
        limits.forEach(giveBack);
        throw e;
    }
}

function count(r, limits) {
    // One for all, so that windows that open together end together.
    const now = Date.now();
    // Looking first leaves nothing behind of most requests that come too much, not even a window.
    let passes = true;
    for (let i = 0; i < limits.length; i += 1) {
        look(limits[i], now);
        passes = passes && !isUsedUp(limits[i]);
    }
    for (let i = 0; passes && i < limits.length; i += 1) {
        passes = takeOf(limits[i], now);
    }
    if (passes) {
        tellLimits(r, limits, now);
        takeAll(r, limits);
    } else {
        limits.forEach(giveBack);
        tellLimits(r, limits, now);
        stop(r, limits.filter(isUsedUp), now);
    }
    return passes;
}

// What is not settled by itself, for settle.js. In a variable: it has to outlast internal redirects.
function takeAll(r, limits) {
    const held = [];
    for (let i = 0; i < limits.length; i += 1) {
        const limit = limits[i];
        if (limit.tokens || limit.window === 0) {
            held.push(limit.kind, limit.taken, keptFor(limit), limit.counter);
        }
    }
    if (held.length > 0) {
        found.held = true;
        r.variables.gw_held = held.join('\n');
    }
}

// Of several the one is told that makes wait longest.
function stop(r, limits, now) {
    const told = limits.reduce((last, limit) => (endOf(limit) > endOf(last) ? limit : last));
    const refusal = gw_budgets[told.refusal].split('\n');
    r.headersOut['Retry-After'] = String(secondsUntil(endOf(told), now));
    answerWith(r, refusal[0], Number(refusal[1]), refusal[2]);
}


// admitted.js
//
// Whether a request goes on: the expiry of its key, its consumer's subscriptions, and limits.

// false: it was refused. `entry`: of gw_consumers; "": the API asks for no key.
function admitted(r, api, entry) {
    const caller = entry === '' ? null : callerOf(entry);
    if (caller !== null) {
        if (!isOfNow(caller)) {
            r.headersOut['WWW-Authenticate'] = gw_contract.www_authenticate;
            refuse(r, 'invalid_api_key');
            return false;
        }
        r.variables.gw_consumer = caller.name;
    }
    const scopes = scopesOf(api, caller);
    if (scopes === null) {
        refuse(r, 'not_subscribed');
        return false;
    }
    return scopes.every(isUnlimited) || meter(r, scopes);
}

// Whether the key of an entry has not expired.
function isCurrent(entry) {
    return isOfNow(callerOf(entry));
}

// As `admitted`, but for limits.
function subscribed(r, api, entry) {
    const caller = callerOf(entry);
    r.variables.gw_consumer = caller.name;
    if (scopesOf(api, caller) === null) {
        refuse(r, 'not_subscribed');
        return false;
    }
    return true;
}

// Not the other way round: what is no number must not be a key for ever.
function isOfNow(caller) {
    return caller.expires === '' || Date.now() < Number(caller.expires) * 1000;
}

// "EXPIRES GRANT 34 /* NAME */", each of the first two perhaps empty, or the name alone, which is JSON.
function callerOf(entry) {
    const name = entry.indexOf('"');
    const words = entry.slice(0, name).split(' ');
    return { expires: words[0], grant: grantOf(words[1]), name: entry.slice(name) };
}

function isUnlimited(scope) {
    return scope.lines.length === 2 /* METER_FIRST */;
}


// limits.js
//
// Who may call what, and how much. One function, as in special.js: most gateways ask nothing of it, and
// requests that have nothing to do with limits do not pay for it.

function limits() {
    return { admitted, isCurrent, isEnough, passing, replaced, settleHeld, subscribed };
}

return { limits };
}


// pins.js
//
// Headers and query parameters that the vendor or the endpoint pins, or keeps from passing.

// The lines of a header block. `sent`: the lines that pass of those that the client sent.
function pinnedHeaders(sent, pins) {
    const names = pins.length === 0 ? '' : sent.toLowerCase();
    let block = '';
    pins.forEach((pin) => {
        if (pin.fixed || !names.includes('\r\n' + pin.name.toLowerCase() + ':')) {
            block += '\r\n' + pin.name + ': ' + pin.value;
        }
    });
    return block;
}

// The client's own bytes stay as they are. `sent` begins with "?" or is empty; so does the result. The
// client's pairs of a fixed name do not pass, and nothing does instead if the pin has no pair.
function pinnedQuery(sent, pins) {
    if (pins.length === 0) {
        return sent;
    }
    let pairs = sent.length > 1 ? sent.slice(1).split('&') : [];
    const count = pairs.length;
    let added = 0;
    pins.forEach((pin) => {
        if (pin.fixed) {
            pairs = pairs.filter((pair) => !named(pair, pin.name));
        }
        if (pin.pair !== '' && (pin.fixed || !pairs.some((pair) => named(pair, pin.name)))) {
            pairs.push(pin.pair);
            added += 1;
        }
    });
    if (added === 0 && pairs.length === count) {
        return sent;
    }
    return pairs.length === 0 ? '' : '?' + pairs.join('&');
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


let rarer_made = null;

function rarer() {
    rarer_made = rarer_made || make_rarer_made();
    return rarer_made.rarer();
}

function make_rarer_made() {
// asked.js
//
// The model that a request names outside of its path and its body.

// `place`: "?" or ":" and the name of a query parameter or of a header; null without a usable value.
function asked(r, place) {
    const name = place.slice(1);
    const value = place.charCodeAt(0) === 0x3f ? inQuery(r, name) : inHeader(r, name);
    return value === null || Buffer.byteLength(value) > 256 /* MAX_NAME */ ? null : value;
}

// The first pair counts. Not by `found`, which an error page does not have.
function inQuery(r, name) {
    const target = String(r.variables.request_uri);
    const mark = target.indexOf('?');
    const pairs = mark < 0 ? [] : target.slice(mark + 1).split('&');
    const pair = pairs.find((each) => named(each, name));
    return pair === undefined ? null : pairValue(pair);
}

function inHeader(r, name) {
    const line = r.rawHeadersIn.find((each) => each[0].toLowerCase() === name);
    return line === undefined ? null : trim(line[1]);
}

// The value of a pair; null if it is not UTF-8. A "%" that begins no escape stands for itself.
function pairValue(pair) {
    const mark = pair.indexOf('=');
    const written = mark < 0 ? '' : pair.slice(mark + 1);
    try {
        return decodeURIComponent(
            written.replace(/[+]/g, ' ').replace(/%(?![0-9A-Fa-f]{2})/g, '%25'));
    } catch (e) {
        return null;
    }
}


// finish.js
//
// What an answer loses or gets that only few have.

// Shorter keys would be found everywhere.
const LEAST_KEY = 8;
// How often at most: an address in the query of an address in a query is encoded twice.
const ENCODED = 4;

function finish(r) {
    if (found.hidden !== null) {
        conceal(r, found.hidden);
    }
    if (r.status === 101) {
        // It was for one hop and went with the others; nginx itself writes "Connection: upgrade".
        r.headersOut.Upgrade = 'websocket';
    }
}

// A redirect, say, that repeats the query: a key in it is the vendor's and not for the client, however
// it is percent-encoded.
function conceal(r, hidden) {
    const key = hidden[1].length < LEAST_KEY ? unescaped(hidden[0]) : hidden[1];
    r.status = Number(r.status); // nginx forgets the vendor's words behind it, which may repeat it too
    Object.keys(r.headersOut).forEach((name) => {
        if (name !== 'Content-Length' && repeats(String(r.headersOut[name]), key)) {
            delete r.headersOut[name];
        }
    });
    const id = vendorId(r.variables);
    if (id !== null && repeats(JSON.parse(id), key)) {
        found.nameless = true;
        r.variables.gw_told = ''; // the line that nginx writes by itself would have it
    }
}

// It may be percent-encoded, and encoded once more.
function repeats(text, key) {
    let told = text;
    for (let i = 0; i < ENCODED && told.includes('%') && !told.includes(key); i += 1) {
        told = unescaped(told);
    }
    return told.includes(key);
}

// What is no ASCII is in no key.
function unescaped(text) {
    return text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
}


// keypair.js
//
// The vendor's key in the query.

// A pair of the query; null: there is no key. `credential.pair`: its name and what stands before the key,
// percent-encoded. What the vendor must not send back is kept for the answer.
function keyPair(credential) {
    const key = secretOf(credential.variable, credential.file);
    if (key === null) {
        return null;
    }
    const pair = credential.pair + encoded(key);
    found.hidden = [pair, key];
    found.unusual = true;
    return pair;
}

// But for the unreserved characters of RFC 3986 (2.3): four more than encodeURIComponent() encodes.
function encoded(key) {
    return encodeURIComponent(key).replace(
        /[!'()*]/g, (character) => '%' + character.charCodeAt(0).toString(16).toUpperCase());
}


// offered.js
//
// The subprotocols that a client of a WebSocket offers (RFC 6455, 11.3.4), whatever it asks for.

// The header line for the vendor, "" if nothing is left: without the client's keys. Browsers cannot set
// headers, so that vendors' clients there send theirs as one of the names ("vendor-api-key.KEY").
function offered(name, value) {
    const kept = value.split(',').map((token) => token.trim())
        .filter((token) => token !== '' && !/[.].{20}/.test(token));
    return kept.length === 0 ? '' : '\r\n' + name + ': ' + kept.join(', ');
}


let policy_made = null;

function validated(r, passOn) {
    policy_made = policy_made || make_policy_made();
    return policy_made.validated(r, passOn);
}

function make_policy_made() {
// complaint.js
//
// What does not fit, and where. Nothing of it is a value of the body.

// `place`: null for the root, or {up, step, depth}: a step below another place, a
// name or a number.
function complain(place, word) {
    return { place, word, node: null };
}

// Of a node, which says what types it expects.
function complainOf(node, place, word) {
    return { place, word, node };
}

function below(place, step) {
    return { up: place, step, depth: depthOf(place) + 1 };
}

function depthOf(place) {
    return place === null ? 0 : place.depth;
}

// The place first, as a JSON pointer.
function worded(complaint) {
    const types = complaint.word === 'type' ? complaint.node.type.join(' or ') : '';
    const text = gw_rules.texts[complaint.word] + types;
    const place = shown(complaint.place);
    return place === '' ? text : `${place}: ${text}`;
}

function shown(place) {
    const steps = [];
    for (let at = place; at !== null; at = at.up) {
        steps.push(escapedStep(at.step));
    }
    const text = steps.reverse().join('');
    const most = gw_rules.place_bytes;
    return text.length <= most ? text : text.slice(0, most - 3) + '...';
}

// In ASCII. What is too long to be shown whole need not be whole.
function escapedStep(step) {
    const written = String(step).slice(0, gw_rules.place_bytes).replace(/~/g, '~0').replace(/\//g, '~1');
    return '/' + encodeURIComponent(written).replace(/[!'()*]/g, percentEncoded);
}

function percentEncoded(character) {
    return '%' + character.charCodeAt(0).toString(16).toUpperCase();
}


// outside.js
//
// A JSON text outside of its strings. njs runs a step of a loop in the time in which it searches
// hundreds of characters, so that all is searched for that can be.

const BRACKETS = ['[', '{', ']', '}'];

// Calls `visit(from, to, begin)` for each part, from the first to the last; it can be empty. `begin`:
// of the string before it, quotes included; -1 for the first part. Until that returns false.
function outside(text, visit) {
    let begin = -1;
    let from = 0;
    let at = text.indexOf('"');
    while (at >= 0 && visit(from, at, begin) !== false) {
        begin = at;
        from = behindString(text, at + 1);
        at = text.indexOf('"', from);
    }
    if (at < 0) {
        visit(from, text.length, begin);
    }
}

// `start`: behind the quote that begins the string. One that does not end takes all.
function behindString(text, start) {
    let at = text.indexOf('"', start);
    while (at >= 0 && text.charCodeAt(at - 1) === 0x5c && isEscaped(text, start, at)) {
        at = text.indexOf('"', at + 1);
    }
    return at < 0 ? text.length : at + 1;
}

function isEscaped(text, start, at) {
    let from = at;
    while (from > start && text.charCodeAt(from - 1) === 0x5c) {
        from -= 1;
    }
    return (at - from) % 2 === 1;
}

// Calls `visit(at, open)` for each bracket and brace outside of strings, until that returns false.
function brackets(text, visit) {
    const next = BRACKETS.map(() => -1);
    outside(text, (from, to) => {
        let kind = nearest(text, next, from);
        let going = true;
        while (going && next[kind] < to) {
            going = visit(next[kind], kind < 2);
            kind = nearest(text, next, next[kind] + 1);
        }
        return going;
    });
}

// Which of them comes next; `next`: where each does, brought up to date.
function nearest(text, next, from) {
    let best = 0;
    for (let i = 0; i < BRACKETS.length; i += 1) {
        if (next[i] < from) {
            next[i] = text.indexOf(BRACKETS[i], from);
            next[i] = next[i] < 0 ? text.length : next[i];
        }
        best = next[i] < next[best] ? i : best;
    }
    return best;
}


// skeleton.js
//
// What JSON.parse() of njs does not see to: how numbers are written, and how many things there are.

// A tenth of a gigabyte for njs.
const MOST_CONTAINERS = 500000;

// Of PCRE: strings are passed over as one, and are not what is searched for.
const STRING = '"(?>[^"]*)"(*SKIP)(*F)';
// What njs takes and RFC 8259 (6) does not: plus signs, zeros before others, points without a digit on
// both sides, and "-Infinity". Each begins with what is rare and soon searched for.
const NO_NUMBERS = [
    'I', '\\+(?<![eE]\\+)', '\\.(?![0-9])', '\\.(?<![0-9]\\.)',
    '0(?<=^0|^-0|[,:\\s[]0|[,:\\s[]-0)[0-9]',
];

// The text with the escapes in its strings replaced, so that a quote begins or ends one; and as long.
function plainOf(text) {
    return text.includes('\\') ? text.replaceAll('\\\\', '__').replaceAll('\\"', '__') : text;
}

// Whether there are more arrays and objects than njs should make.
function isTooMuch(plain) {
    return bracketsOf(plain) > MOST_CONTAINERS && bracketsOf(skeletonOf(plain)) > MOST_CONTAINERS;
}

// The text outside of its strings, but for parts that are too short to hold two brackets.
function skeletonOf(plain) {
    const parts = [];
    outside(plain, (from, to) => {
        if (to - from > 1) {
            parts.push(plain.slice(from, to));
        }
    });
    return parts.join('');
}

// How many there are that begin an array or an object, in strings too; Infinity: more than the most.
function bracketsOf(text) {
    let count = 0;
    ['[', '{'].forEach((bracket) => {
        for (let at = text.indexOf(bracket); at >= 0 && count <= MOST_CONTAINERS; count += 1) {
            at = text.indexOf(bracket, at + 1);
        }
    });
    return count > MOST_CONTAINERS ? Infinity : count;
}

// Whether all numbers are written as they should be.
function numbersFit(plain) {
    return !new RegExp([STRING].concat(NO_NUMBERS).join('|')).test(plain);
}

// Whether the text is plain beyond doubt: what stands outside of strings had no escapes.
function isPlain(plain) {
    return !new RegExp(`${STRING}|[\\\\_]`).test(plain);
}


// deep.js
//
// JSON that is deeper than JSON.parse() of njs goes.

// Arrays and objects inside each other that it takes.

// SyntaxError: it is no JSON. What stands at the lowest level is parsed by itself; until then an array
// with its number is there instead, and no other array or object is at that level.
function deepValue(text) {
    const parts = [];
    const pieces = [];
    let depth = 0;
    let from = 0;
    brackets(plainOf(text), (at, open) => {
        depth += open ? 1 : 0;
        if (depth === 31 /* LEVELS */ && open) {
            parts.push(text.slice(from, at));
            from = at;
        } else if (depth === 31 /* LEVELS */) {
            parts.push(`[${pieces.length}]`);
            pieces.push(text.slice(from, at + 1));
            from = at + 1;
        }
        depth -= open ? 0 : 1;
        return depth >= 0;
    });
    parts.push(text.slice(from));
    if (pieces.length === 0) {
        return JSON.parse(text);
    }
    const value = JSON.parse(parts.join(''));
    fillIn(value, 1, pieces.map(deepValue));
    return value;
}

function fillIn(value, level, pieces) {
    const names = Object.keys(value);
    for (let i = 0; i < names.length; i += 1) {
        const child = value[names[i]];
        if (child !== null && typeof child === 'object') {
            if (level === 31 /* LEVELS */ - 1) {
                value[names[i]] = pieces[child[0]];
            } else {
                fillIn(child, level + 1, pieces);
            }
        }
    }
}


// names.js
//
// Names of members that were chosen to be slow. njs finds them by a hash that anybody can compute, and
// thousands that share theirs would hold the worker up for minutes. So they are first put into an
// object one by one, against the clock.

// A shorter text has too few of them to matter.
const HARMLESS = 16384;
// So many are put there between two looks at the clock.
const AT_ONCE = 256;
const MOST_MS = 300;
const EACH_MS = 0.02;

// Error: they are too slow. `plain`: the text without escapes in strings, and as long.
function timeNames(text, plain) {
    if (text.length < HARMLESS) {
        return;
    }
    const escapes = text.includes('\\');
    const names = { known: Object.create(null), escapes, waiting: [], count: 0, seen: 0, spent: 0 };
    if (/"[ \t\r\n]+:/.test(plain)) {
        outside(plain, (from, to, begin) => {
            if (begin >= 0 && isName(plain, from)) {
                wait(names, text.slice(begin + 1, from - 1));
            }
        });
        return;
    }
    // Between the quotes may also be what stands before a text that begins with a colon.
    for (let at = plain.indexOf('":', 1); at > 0; at = plain.indexOf('":', at + 2)) {
        wait(names, text.slice(plain.lastIndexOf('"', at - 1) + 1, at));
    }
}

function wait(names, written) {
    names.waiting[names.count] = written;
    names.count += 1;
    if (names.count === AT_ONCE) {
        names.count = 0;
        names.seen += AT_ONCE;
        names.spent += timeOf(names);
        if (names.spent > MOST_MS + EACH_MS * names.seen) {
            throw new Error('names that are too slow');
        }
    }
}

function timeOf(names) {
    const start = Date.now();
    for (let i = 0; i < AT_ONCE; i += 1) {
        names.known[names.escapes ? nameOf(names.waiting[i]) : names.waiting[i]] = 1;
    }
    return Date.now() - start;
}

function isName(text, end) {
    let at = end;
    let code = text.charCodeAt(at);
    while (code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d) {
        at += 1;
        code = text.charCodeAt(at);
    }
    return code === 0x3a;
}

// What is no string of JSON is refused later.
function nameOf(written) {
    if (!written.includes('\\')) {
        return written;
    }
    try {
        return JSON.parse(`"${written}"`);
    } catch (e) {
        return '';
    }
}


// reading.js
//
// The text of a JSON body -> its value, as strictly as RFC 8259 has it.

const LOOKED_AT = 65536;

// {word, value}; `word`: what of the text is wrong, or "". Error: it cannot be read here.
function readJson(bytes) {
    const text = decodedText(bytes);
    if (text === null) {
        return { word: 'json' };
    }
    const plain = plainOf(text);
    timeNames(text, plain);
    const much = isTooMuch(plain);
    let value = much ? undefined : attempt(() => JSON.parse(text));
    if (value === undefined) {
        const exact = isPlain(plain);
        const told = exact ? plain : text;
        // Of a text that has too much its beginning tells enough, and all of it would take long.
        const depth = textDepth(much ? told.slice(0, LOOKED_AT) : told);
        if (depth > gw_rules.max_depth) {
            return { word: 'depth' };
        }
        if (much) {
            throw new Error('too many arrays and objects');
        }
        value = exact && depth > 31 /* LEVELS */ ? attempt(() => deepValue(text)) : undefined;
    }
    return value !== undefined && numbersFit(plain) ? { word: '', value } : { word: 'json' };
}

function decodedText(bytes) {
    try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch (e) {
        return null;
    }
}

// undefined: this is no JSON, or too deep. What is wrong with njs and not with the text must not pass
// for a complaint.
function attempt(read) {
    try {
        return read();
    } catch (e) {
        if (e instanceof SyntaxError) {
            return undefined;
        }
        throw e;
    }
}

// One more than the limit stands for all that is deeper, 0 for all that njs itself reads.
function textDepth(text) {
    const most = gw_rules.max_depth;
    let opening = bracketsOf(text);
    let depth = 0;
    let deepest = 0;
    if (opening <= 31 /* LEVELS */) {
        return 0;
    }
    brackets(text, (at, open) => {
        opening -= open ? 1 : 0;
        depth += open ? 1 : -1;
        deepest = depth > deepest ? depth : deepest;
        return deepest <= most && depth + opening > (deepest > 31 /* LEVELS */ ? most : 31 /* LEVELS */);
    });
    return deepest;
}


// nodes.js
//
// The nodes of the compiler's table, each read when it is first needed.

const readNodes = [];

// `stages`: what there is to look at (stages.js) of a value that is neither array nor object, of an
// array, of an object.
function nodeOf(number) {
    let node = readNodes[number];
    if (node === undefined) {
        node = JSON.parse(gw_shapes[number]);
        readNodes[number] = node;
    }
    return node;
}

// By which node an item of an array is looked at; undefined: by none, and so all that follow it.
function itemNumber(node, at) {
    const first = node.prefixItems;
    return first !== undefined && at < first.length ? first[at] : node.items;
}

// How many items of an array are looked at.
function itemCount(node, value) {
    const first = node.prefixItems === undefined ? 0 : node.prefixItems.length;
    return node.items === undefined ? Math.min(first, value.length) : value.length;
}

// The names of its properties, as an object's.
function namedOf(node) {
    if (node.named === undefined) {
        node.named = Object.create(null);
        (node.properties || []).forEach((pair) => {
            node.named[pair[0]] = 1;
        });
    }
    return node.named;
}

// Whether a node has to do with nothing but the value itself.
function isAlone(node, value) {
    if (value !== null && typeof value === 'object') {
        const stages = node.stages[Array.isArray(value) ? 1 : 2];
        return stages === '' || stages === 'o';
    }
    return node.stages[0] === '' || node.stages[0] === 'o';
}


// telling.js
//
// Alternatives of which one member tells which can fit at all, as "role" and "type" mostly do.

const NONE = [];

// Those of a node's alternatives by `key` that a value may fit.
function possible(node, key, value) {
    if (value === null || typeof value !== 'object') {
        return node[key];
    }
    node.telling = node.telling || {};
    if (node.telling[key] === undefined) {
        node.telling[key] = tellingOf(node[key].map(nodeOf), node[key]);
    }
    const telling = node.telling[key];
    const told = telling === null ? null : value[telling.name];
    return typeof told === 'string' ? telling.fitting[told] || NONE : node[key];
}

// {name, fitting}: by each text of that member, the alternatives that allow it. null: none tells.
function tellingOf(nodes, numbers) {
    const name = textsOf(nodes[0]).map((pair) => pair[0]).find(
        (each) => nodes.every((node) => textsOf(node).some((pair) => pair[0] === each)));
    if (name === undefined) {
        return null;
    }
    const fitting = Object.create(null);
    nodes.forEach((node, i) => {
        const texts = textsOf(node).find((pair) => pair[0] === name)[1];
        texts.forEach((text) => {
            fitting[text] = (fitting[text] || []).concat(numbers[i]);
        });
    });
    return { name, fitting };
}

// The properties of a node that allow some texts and no others, with these.
function textsOf(node) {
    return (node.properties || []).map((pair) => [pair[0], nodeOf(pair[1]).enum]).filter(
        (pair) => pair[1] !== undefined && pair[1].every((each) => typeof each === 'string'));
}


// alternatives.js
//
// Nodes that name others for the value itself; see checks.js.

function referredFits(node, value, depth, fits) {
    return fits(value, node.$ref, depth);
}

function allFit(node, value, depth, fits) {
    return fitting(node.allOf, value, depth, fits, node.allOf.length) === node.allOf.length;
}

function anyFits(node, value, depth, fits) {
    const numbers = typeof value === 'object' ? possible(node, 'anyOf', value) : node.anyOf;
    const count = numbers.length;
    for (let i = 0; i < count; i += 1) {
        if (fits(value, numbers[i], depth)) {
            return true;
        }
    }
    return false;
}

function oneFits(node, value, depth, fits) {
    return fitting(possible(node, 'oneOf', value), value, depth, fits, 2) === 1;
}

function noneFits(node, value, depth, fits) {
    return !fits(value, node.not, depth);
}

// How many of some nodes the value fits, but not more than `most`.
function fitting(numbers, value, depth, fits, most) {
    let found = 0;
    for (let i = 0; i < numbers.length && found < most; i += 1) {
        found += fits(value, numbers[i], depth) ? 1 : 0;
    }
    return found;
}


// equal.js
//
// Values that are equal as JSON: in any order of members, and 1 is 1.0 but not true.

function isOneOf(value, wanted) {
    if (value === null || typeof value !== 'object') {
        return wanted.includes(value);
    }
    return wanted.some((each) => isEqual(value, each));
}

function isEqual(value, wanted) {
    if (value === null || wanted === null || typeof value !== 'object' || typeof wanted !== 'object') {
        return value === wanted;
    }
    if (Array.isArray(value) !== Array.isArray(wanted)) {
        return false;
    }
    const names = Object.keys(wanted);
    return names.length === Object.keys(value).length && names.every((name) =>
        Object.prototype.hasOwnProperty.call(value, name) && isEqual(value[name], wanted[name]));
}


// misfits.js
//
// Items that did not fit. A complaint is looked for from the outside to the inside, and all that stands
// before it in an array need not be looked at each time.

const SHORT = 64;
const REMEMBERED = 16;

let remembered = [];
let rememberedLast = 0;

function forgetMisfits() {
    remembered = [];
    rememberedLast = 0;
}

// Before which place all items of an array are known to fit.
function knownMisfit(node, value) {
    if (value.length > SHORT) {
        for (let i = 0; i < remembered.length; i += 1) {
            if (remembered[i].value === value && remembered[i].node === node) {
                return remembered[i].at;
            }
        }
    }
    return 0;
}

function rememberMisfit(node, value, at) {
    if (value.length > SHORT) {
        remembered[rememberedLast] = { node, value, at };
        rememberedLast = (rememberedLast + 1) % REMEMBERED;
    }
}


// holding.js
//
// What an array or an object holds; see checks.js.

const owns = Object.prototype.hasOwnProperty;

function itemsFit(node, value, depth, fits) {
    const count = itemCount(node, value);
    for (let at = knownMisfit(node, value); at < count; at += 1) {
        if (!fits(value[at], itemNumber(node, at), depth)) {
            rememberMisfit(node, value, at);
            return false;
        }
    }
    return true;
}

function propertiesFit(node, value, depth, fits) {
    const names = node.names || namesOf(node);
    const count = names.length;
    let kid;
    for (let i = 0; i < count; i += 1) {
        kid = value[names[i]];
        if (kid !== undefined && (!node.inherited[i] || owns.call(value, names[i]))
                && !fits(kid, node.kids[i], depth)) {
            return false;
        }
    }
    return true;
}

function requiredFit(node, value) {
    const names = node.required;
    const count = names.length;
    node.inherits = node.inherits || names.map(isInherited);
    for (let i = 0; i < count; i += 1) {
        if (value[names[i]] === undefined || (node.inherits[i] && !owns.call(value, names[i]))) {
            return false;
        }
    }
    return true;
}

// In njs it is quicker to look into three lists than into a pair of one.
function namesOf(node) {
    node.names = node.properties.map((pair) => pair[0]);
    node.kids = node.properties.map((pair) => pair[1]);
    node.inherited = node.names.map(isInherited);
    return node.names;
}

// Whether every object seems to have a member of this name.
function isInherited(name) {
    return name in {};
}

function othersFit(node, value, depth, fits) {
    const named = namedOf(node);
    const names = Object.keys(value);
    const count = names.length;
    for (let i = 0; i < count; i += 1) {
        if (named[names[i]] === undefined && !fits(value[names[i]], node.additionalProperties, depth)) {
            return false;
        }
    }
    return true;
}


// single.js
//
// A value against what a node says of itself alone. Each function returns the word of the first key that
// does not fit, or "".

function ownWord(node, value) {
    if (node.never) {
        return 'never';
    }
    if (node.type !== undefined && !isOfSome(value, node.type)) {
        return 'type';
    }
    if (node.enum !== undefined && !isOneOf(value, node.enum)) {
        return 'enum';
    }
    if (typeof value === 'number') {
        return boundsWord(node, value);
    }
    if (typeof value === 'string') {
        // In code points: so njs counts.
        return sizesWord(node, value.length, 'minLength', 'maxLength');
    }
    return Array.isArray(value) ? sizesWord(node, value.length, 'minItems', 'maxItems') : '';
}

function sizesWord(node, size, least, most) {
    if (size < node[least]) {
        return least;
    }
    return size > node[most] ? most : '';
}

// Comparisons with undefined are false.
function boundsWord(node, value) {
    if (value < node.minimum) {
        return 'minimum';
    }
    if (value <= node.exclusiveMinimum) {
        return 'exclusiveMinimum';
    }
    if (value > node.maximum) {
        return 'maximum';
    }
    if (value >= node.exclusiveMaximum) {
        return 'exclusiveMaximum';
    }
    // Of what is infinite to a double the rest is no number.
    return node.multipleOf !== undefined && value % node.multipleOf !== 0 ? 'multipleOf' : '';
}

// A loop, since njs makes a function anew for every call that is given one.
function isOfSome(value, words) {
    for (let i = 0; i < words.length; i += 1) {
        if (isOf(value, words[i])) {
            return true;
        }
    }
    return false;
}

function isOf(value, word) {
    if (word === 'array' || word === 'object' || word === 'null') {
        return value === null ? word === 'null'
            : typeof value === 'object' && word === (Array.isArray(value) ? 'array' : 'object');
    }
    return word === 'integer' ? Number.isInteger(value) : typeof value === word;
}


// checks.js
//
// What is to be looked at of a value by a node: functions of the node, the value, a depth, and isFit() of
// quick.js, a list for each kind of value. Each says whether the value fits.

const KINDS = ['null', 'boolean', 'number', 'string', 'array', 'object'];

// Of every kind, and of one.
const COMMON = [
    ['enum', enumFits],
    ['$ref', referredFits], ['allOf', allFit], ['anyOf', anyFits], ['oneOf', oneFits], ['not', noneFits],
];
const OWN = {
    number: ['minimum', 'exclusiveMinimum', 'maximum', 'exclusiveMaximum', 'multipleOf'].map(
        (key) => [key, boundsFit]),
    string: [['minLength', lengthFits], ['maxLength', lengthFits]],
    array: [
        ['minItems', countFits], ['maxItems', countFits], ['prefixItems', itemsFit], ['items', itemsFit],
    ],
    object: [
        ['properties', propertiesFit], ['required', requiredFit], ['additionalProperties', othersFit],
        ['minProperties', membersFit], ['maxProperties', membersFit],
    ],
};

function checksOf(node) {
    return KINDS.map((kind) => {
        const own = typeChecks(node, kind);
        (OWN[kind] || []).concat(COMMON).forEach((each) => {
            if (node[each[0]] !== undefined && !own.includes(each[1])) {
                own.push(each[1]);
            }
        });
        return own;
    });
}

function typeChecks(node, kind) {
    const types = node.type;
    if (node.never) {
        return [() => false];
    }
    if (types === undefined || types.includes(kind)) {
        return [];
    }
    const whole = kind === 'number' && types.includes('integer');
    return [whole ? (_, value) => Number.isInteger(value) : () => false];
}

function enumFits(node, value) {
    return typeof value === 'string' ? node.enum.includes(value) : isOneOf(value, node.enum);
}

function boundsFit(node, value) {
    return boundsWord(node, value) === '';
}

function lengthFits(node, value) {
    return sizesWord(node, value.length, 'minLength', 'maxLength') === '';
}

function countFits(node, value) {
    return sizesWord(node, value.length, 'minItems', 'maxItems') === '';
}

function membersFit(node, value) {
    return sizesWord(node, Object.keys(value).length, 'minProperties', 'maxProperties') === '';
}


// quick.js
//
// Whether a value fits a node, and nothing of what does not: most values do, and njs takes many times as
// long to look for the first complaint (shapes.js), and memory that it frees when the request has ended.

// The functions that look at a value call each other, and njs has room for few hundreds of calls.
const DEEPEST = 60;
// Steps for each byte of a body, and for any body. Alternatives inside each other could take steps
// without end; beyond these, shapes.js is left alone with the rest.
const EACH_BYTE = 2;
const ANYHOW = 10000;
const TEXT = 3;

let left = 0;
let sure = true;

function startOver(bytes) {
    left = ANYHOW + EACH_BYTE * bytes;
    forgetMisfits();
}

// true: it does. false: it does not, or this could not be told.
function surelyFits(value, number) {
    sure = true;
    const found = isFit(value, number, 0);
    if (!sure) {
        forgetMisfits();
    }
    return found && sure;
}

function isFit(value, number, depth) {
    const node = nodeOf(number);
    left -= 1;
    if (!sure || left < 0 || depth > DEEPEST) {
        sure = false;
        return false;
    }
    if (node.checks === undefined) {
        node.checks = checksOf(node);
    }
    const checks = typeof value === 'string' ? node.checks[TEXT] : node.checks[exactKind(value)];
    const count = checks.length;
    for (let i = 0; i < count; i += 1) {
        if (!checks[i](node, value, depth + 1, isFit)) {
            return false;
        }
    }
    return true;
}

// As checksOf() counts.
function exactKind(value) {
    if (typeof value === 'object') {
        return value === null ? 0 : 5 - Array.isArray(value);
    }
    return typeof value === 'number' ? 2 : 1;
}


// frame.js
//
// What the stages do with a frame (shapes.js).

// The codes of the stages of alternatives ("y", "n") and of "t".

// `found`: a complaint, or null.
function endFrame(frame, found) {
    frame.done = true;
    frame.found = found;
}

// For what needs no other frame.
function endIf(frame, word) {
    if (word !== '') {
        endFrame(frame, complainOf(frame.node, frame.place, word));
    }
    return false;
}

function kidOf(frame, value, number, step) {
    frame.kid = value;
    frame.kidNumber = number;
    frame.kidStep = step;
    frame.at += 1;
    return true;
}


// members.js
//
// The stages of a frame whose value is an object; as next.js.

const has = Object.prototype.hasOwnProperty;

function nextProperty(frame) {
    const pairs = frame.node.properties;
    while (frame.at < pairs.length && !isMisfit(frame.value, pairs[frame.at])) {
        frame.at += 1;
    }
    if (frame.at === pairs.length) {
        return false;
    }
    const pair = pairs[frame.at];
    return kidOf(frame, frame.value[pair[0]], pair[1], pair[0]);
}

function isMisfit(value, pair) {
    return has.call(value, pair[0]) && !surelyFits(value[pair[0]], pair[1]);
}

function nextMissing(frame) {
    const node = frame.node;
    const required = node.required === undefined ? 0 : node.required.length;
    for (let i = 0; i < required; i += 1) {
        if (!has.call(frame.value, node.required[i])) {
            endFrame(frame, complain(below(frame.place, node.required[i]), 'required'));
            return false;
        }
    }
    if (node.minProperties === undefined && node.maxProperties === undefined) {
        return false;
    }
    const count = Object.keys(frame.value).length;
    return endIf(frame, sizesWord(node, count, 'minProperties', 'maxProperties'));
}

function nextOther(frame) {
    frame.names = frame.names || otherNames(frame.node, frame.value);
    const number = frame.node.additionalProperties;
    while (frame.at < frame.names.length && surelyFits(frame.value[frame.names[frame.at]], number)) {
        frame.at += 1;
    }
    if (frame.at === frame.names.length) {
        return false;
    }
    const name = frame.names[frame.at];
    if (nodeOf(number).never) {
        endFrame(frame, complain(below(frame.place, name), 'additionalProperties'));
        return false;
    }
    return kidOf(frame, frame.value[name], number, name);
}

// In the order of their UTF-8 bytes, which is how njs sorts.
function otherNames(node, value) {
    const named = namedOf(node);
    return Object.keys(value).filter((name) => named[name] === undefined).sort();
}


// next.js
//
// The next value that a stage of a frame has looked at, and by which node: `kid`, `kidNumber`, and
// `kidStep`, null for the frame's own value. false: there is none, or the frame is done.

// By the codes of letters, which the compiler gives in the order of the table. Not by the letters, for
// njs makes a string of each that is looked at.
const stages = [];
stages[0x72] = (frame) => frame.at === 0 && kidOf(frame, frame.value, frame.node.$ref, null); // "r"
stages[0x6f] = (frame) => endIf(frame, ownWord(frame.node, frame.value)); // "o"
stages[0x69] = nextItem; // "i"
stages[0x70] = nextProperty; // "p"
stages[0x6d] = nextMissing; // "m"
stages[0x78] = nextOther; // "x"
stages[0x6c] = (frame) => nextOf(frame, frame.node.allOf); // "l"
stages[121 /* ANY */] = (frame) => nextOf(frame, frame.node.anyOf);
stages[110 /* ONE */] = (frame) => nextOf(frame, frame.node.oneOf);
stages[116 /* NOT */] = (frame) => frame.at === 0 && kidOf(frame, frame.value, frame.node.not, null);

function nextKid(frame) {
    return stages[frame.stages.charCodeAt(frame.stage)](frame);
}

function nextOf(frame, numbers) {
    return frame.at < numbers.length && kidOf(frame, frame.value, numbers[frame.at], null);
}

function nextItem(frame) {
    const count = itemCount(frame.node, frame.value);
    frame.at = Math.max(frame.at, knownMisfit(frame.node, frame.value));
    while (frame.at < count && surelyFits(frame.value[frame.at], itemNumber(frame.node, frame.at))) {
        frame.at += 1;
    }
    return frame.at < count
        && kidOf(frame, frame.value[frame.at], itemNumber(frame.node, frame.at), frame.at);
}


// stages.js
//
// What a node asks of a value, in the table's order: one stage after another.

// Goes on until another frame is needed, for `kid`, and returns true; or until the frame is done.
function advance(frame) {
    while (!frame.done) {
        if (frame.stage === frame.stages.length) {
            endFrame(frame, null);
        } else if (!nextKid(frame)) {
            closeStage(frame);
        } else if (frame.kidStep === null && surelyFits(frame.kid, frame.kidNumber)) {
            hear(frame, null);
        } else if (!isAlone(nodeOf(frame.kidNumber), frame.kid)) {
            return true;
        } else {
            hear(frame, ownComplaint(nodeOf(frame.kidNumber), frame));
        }
    }
    return false;
}

// What was found of the last kid.
function hear(frame, found) {
    const stage = frame.stages.charCodeAt(frame.stage);
    if (stage === 121 /* ANY */ || stage === 110 /* ONE */) {
        hearAlternative(frame, found, stage);
    } else if (stage === 116 /* NOT */) {
        if (found === null) {
            endFrame(frame, complain(frame.place, 'not'));
        }
    } else if (found !== null) {
        endFrame(frame, found);
    }
}

function hearAlternative(frame, found, stage) {
    if (found !== null) {
        frame.best = nearer(frame.best, found);
        return;
    }
    frame.fitting += 1;
    if (stage === 121 /* ANY */) {
        closeStage(frame);
    } else if (frame.fitting > 1) {
        endFrame(frame, complain(frame.place, 'oneOf'));
    }
}

function closeStage(frame) {
    const stage = frame.stages.charCodeAt(frame.stage);
    if ((stage === 121 /* ANY */ || stage === 110 /* ONE */) && frame.fitting === 0) {
        const best = frame.best;
        const near = best !== null && depthOf(best.place) > depthOf(frame.place);
        endFrame(frame, near ? best : complain(frame.place, 'anyOf'));
    }
    frame.stage += 1;
    frame.at = 0;
    frame.best = null;
    frame.fitting = 0;
}

// Of the alternatives that do not fit, the one that the value comes closest to.
function nearer(best, found) {
    const further = best === null ? 1 : depthOf(found.place) - depthOf(best.place);
    const plainer = further === 0 && best.word === 'enum' && found.word !== 'enum';
    return further > 0 || plainer ? found : best;
}

function ownComplaint(node, frame) {
    const word = ownWord(node, frame.kid);
    const step = frame.kidStep;
    return word === '' ? null
        : complainOf(node, step === null ? frame.place : below(frame.place, step), word);
}


// shapes.js
//
// Whether a value is as the vendor describes it, by the compiler's table of shapes. With a list of what
// is being looked at and not by functions that call themselves: njs has room for few hundreds of calls
// inside each other, and bodies and descriptions are deeper.

const KNOWN = Symbol('known');

// The first complaint, or null. `bytes`: how long the body is.
function shapeComplaint(value, number, bytes) {
    const frames = [];
    let depth = 0;
    startOver(bytes);
    enterFrame(frames, 0, value, number, null, false);
    for (;;) {
        const top = frames[depth];
        if (!top.done && advance(top)) {
            const step = top.kidStep;
            const place = step === null ? top.place : below(top.place, step);
            top.wide = top.wide || step !== null;
            depth += 1;
            enterFrame(frames, depth, top.kid, top.kidNumber, place, top.twice || step === null);
        } else if (top.done) {
            remember(top);
            if (depth === 0) {
                return top.found;
            }
            depth -= 1;
            hear(frames[depth], top.found);
        }
    }
}

// A frame is one value against one node. njs frees nothing before the request has ended, so that frames
// are used again. `twice`: the value may be compared with the node once more; `wide`: that takes time.
function enterFrame(frames, depth, value, number, place, twice) {
    const kind = kindOf(value);
    frames[depth] = frames[depth] || {};
    const frame = frames[depth];
    frame.value = value;
    frame.number = number;
    frame.node = nodeOf(number);
    frame.stages = frame.node.stages[kind];
    frame.place = place;
    frame.twice = twice;
    frame.wide = false;
    frame.stage = 0;
    frame.at = 0;
    frame.best = null;
    frame.fitting = 0;
    frame.names = null;
    const found = twice && kind > 0 ? knownOf(value, number) : undefined;
    frame.done = found !== undefined;
    frame.found = found === undefined ? null : found;
}

function kindOf(value) {
    if (value === null || typeof value !== 'object') {
        return 0;
    }
    return Array.isArray(value) ? 1 : 2;
}

// Alternatives inside each other would otherwise take time without end.
function remember(frame) {
    if (frame.twice && frame.wide) {
        frame.value[KNOWN] = frame.value[KNOWN] || {};
        frame.value[KNOWN][frame.number] = frame.found;
    }
}

function knownOf(value, number) {
    return value[KNOWN] === undefined ? undefined : value[KNOWN][number];
}


// body.js
//
// What is wrong with the body of a request, if anything.

const TYPE = 'content-type';
const JSON_TYPE = 'application/json';

// null: nothing. It is looked at whole, wherever nginx keeps it.
async function bodyComplaint(r) {
    const name = `${found.special.validation.document} ${found.method} ${found.path[0 /* LOG_TEMPLATE */]}`;
    const body = JSON.parse(gw_bodies[name]);
    if (body === null) {
        return null; // the operation takes none, and nothing is said of one
    }
    const media = mediaType(r);
    const checked = body.shape !== null && (media === JSON_TYPE || media.endsWith('+json'));
    const bytes = checked && !absent(r) ? await r.readRequestArrayBuffer() : null;
    if (absent(r) || (bytes !== null && bytes.byteLength === 0)) {
        return body.required ? complain(null, 'empty') : null;
    }
    if (bytes === null) {
        return body.types.some((type) => covers(type, media)) ? null : complain(null, 'content');
    }
    const read = readJson(bytes);
    return read.word !== '' ? complain(null, read.word) : shapeComplaint(read.value, body.shape, bytes.byteLength);
}

// The first one that is given, as the vendor sees it: it gets nothing that the client's Connection names.
function mediaType(r) {
    const line = r.rawHeadersIn.find((each) => each[0].toLowerCase() === TYPE);
    const type = line === undefined || isOfThisHop(r, TYPE) ? '' : line[1].split(/[;,]/, 1)[0];
    return trim(type).toLowerCase() || JSON_TYPE;
}

function isOfThisHop(r, name) {
    return r.rawHeadersIn.some((each) => each[0].toLowerCase() === 'connection'
        && each[1].split(',').some((named) => trim(named).toLowerCase() === name));
}

// Whether there is no body, or one without a byte. One of unannounced length counts as there until it
// is read; HTTP/2 needs no header for it.
function absent(r) {
    const length = r.variables.content_length;
    if (length) {
        return Number(length) === 0;
    }
    return r.httpVersion !== '2.0' && !r.variables.http_transfer_encoding;
}

// `type`: a media type, or "*/*" or "text/*" for many.
function covers(type, media) {
    return type === media || type === '*/*'
        || (type.endsWith('/*') && media.startsWith(type.slice(0, -1)));
}


// policy.js
//
// The policy `validate_requests`: requests whose bodies are compared with the vendor's description.

// Once the body is there, refuses the request or calls `passOn()`; nginx waits for that.
function validated(r, passOn) {
    settle(r, passOn);
}

async function settle(r, passOn) {
    try {
        const complaint = await bodyComplaint(r);
        if (complaint === null) {
            passOn();
        } else if (found.special.validation.mode === 'warn') {
            warn(r, worded(complaint), passOn);
        } else {
            refuseBody(r, worded(complaint));
        }
    } catch (e) {
        refuse(r, 'gateway_error');
    }
}

// The request passes as it is; if it does not after all, that is what the answer and the log say.
function warn(r, text, passOn) {
    passOn();
    if (r.variables.gw_up) {
        r.variables.gw_err = 'invalid_request';
        r.variables.gw_warning = gw_rules.header[1] + text;
    }
}

function refuseBody(r, text) {
    const row = gw_contract.errors.invalid_request;
    const answer = JSON.parse(row.body);
    answer.error.message = gw_rules.message[0] + text + gw_rules.message[1];
    answerWith(r, 'invalid_request', row.status, JSON.stringify(answer));
}

return { validated };
}


// present.js
//
// A header of the vendor's own clients, in which the gateway's clients may send their key too.

// Counts what was sent in the header `name` among the keys of `taken` (head.js).
function present(r, taken, name) {
    r.rawHeadersIn.forEach((line) => {
        if (line[0].toLowerCase() === name) {
            const key = trim(line[1]);
            if (key !== '' && key !== taken.key) {
                taken.key = key;
                taken.keys += 1;
            }
        }
    });
}


// reported.js
//
// What a vendor says in the headers of its answer.

// Takes it over. The lines behind those of the pointers are nginx's variables of the headers, or "".
function reportedInHeaders(r) {
    const variables = r.variables;
    const type = String(variables.upstream_http_content_type || '').split(';', 1)[0].trim();
    const kind = gw_gateway.stream_media[type.toLowerCase()] === 1 ? '/stream' : '/answer';
    const names = gw_usages[found.path[found.at + 2 /* USAGE */] + kind].split('\n');
    if (names.length < 6) {
        return;
    }
    const model = names[3] === '' ? '' : trim(String(variables[names[3]] || '').split(',', 1)[0]);
    if (model !== '' && Buffer.byteLength(model) <= 256 /* MAX_NAME */) {
        used.model = model;
    }
    used.input = countOf(variables, names[4], used.input);
    used.output = countOf(variables, names[5], used.output);
    used.total = countOf(variables, names[6], used.total);
}

function countOf(variables, name, otherwise) {
    const value = name === '' ? '' : trim(String(variables[name] || ''));
    if (value === '' || value.length > 16 || /[^0-9]/.test(value)) {
        return otherwise;
    }
    const count = Number(value);
    return count <= 9007199254740991 /* MAX_COUNT */ ? count : otherwise;
}


// upgrade.js
//
// WebSockets (RFC 6455, 4.1). nginx itself carries both directions once the vendor has agreed.

// The header lines with which the vendor is asked for one; "" where the client asks for none.
function upgrade(r) {
    found.upgrade = upgradeWanted(r);
    found.unusual = found.unusual || found.upgrade;
    return found.upgrade ? '\r\nUpgrade: websocket\r\nConnection: upgrade' : '';
}

// Whether the client asks for an upgrade. Without a valid question, which has no body, the request is
// an ordinary one; HTTP/2 has none (RFC 9113, 8.6).
function upgradeWanted(r) {
    return r.httpVersion === '1.1'
        && tokens(r.headersIn.Upgrade).includes('websocket')
        && tokens(r.headersIn.Connection).includes('upgrade')
        && Number(r.headersIn['Content-Length'] || 0) === 0
        && !r.headersIn['Transfer-Encoding'];
}

function tokens(value) {
    return String(value || '').toLowerCase().split(',').map((token) => token.trim());
}


// rarer.js
//
// What hardly any API has: keys and models in other places, WebSockets, usage in headers, bodies that
// are checked.

function rarer() {
    return { asked, finish, keyPair, offered, present, reportedInHeaders, upgrade, validated };
}

return { rarer };
}


// own.js
//
// What an endpoint of its own kind sends to the vendor.

// {lines, query}: the lines of the header block behind the gateway's own, and the query. null: there is
// no key for the query. `block`: the lines that the client sent.
function own(r, special, block) {
    let query = pinnedQuery(found.query, special.query);
    if (special.credential !== undefined) {
        const pair = rarer().keyPair(special.credential);
        if (pair === null) {
            return null;
        }
        query = pinnedQuery(query, [{ name: special.credential.name, pair, fixed: true }]);
    }
    let lines = block;
    if (special.upgrades !== undefined && special.upgrades.includes(found.path[found.at + 1 /* BODY */])) {
        lines = rarer().upgrade(r) + block;
    }
    return { lines: pinnedHeaders(block, special.headers) + lines, query };
}


// special.js
//
// What few APIs have. It is made by the first call, so that other requests pay for one function at the
// top level alone: njs makes those anew for every request. What hardly any has is one step further.

function special() {
    return { issuers, limits, own, rarer };
}

return { special };
}


// model.js
//
// The model that a request names.

// As JSON; null without one. `place`: where the path names it: the segment, and how many literal
// characters stand before and after it; or another place (asked.js); "": nowhere.
function modelOf(r, place) {
    if (place === '') {
        return null;
    }
    if (place.charCodeAt(0) > 0x39) {
        return json(special().rarer().asked(r, place));
    }
    const numbers = place.split(' ');
    const segment = found.rest.split('/')[numbers[0]];
    return json(segment.slice(Number(numbers[1]), segment.length - Number(numbers[2])));
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
    let lines = block;
    let query = found.query;
    if (found.special !== null) {
        const sent = special().own(r, found.special, block);
        if (sent === null) {
            refuse(r, 'vendor_key_unavailable');
            return;
        }
        lines = sent.lines;
        query = sent.query;
    }
    variables.gw_head = own + lines;
    variables.gw_target = api[5 /* BASE_PATH */] + found.rest + query;
    describe(r, variables, api, found.path, found.at);
    if (api[3 /* SERVER_NAME */] !== '') {
        variables.gw_sni = api[3 /* SERVER_NAME */];
    }
    variables.gw_up = api[2 /* UPSTREAM */];
}

// What nginx needs to write the log line by itself.
function describe(r, variables, api, path, at) {
    variables.gw_api = api[11 /* LOG_API */];
    variables.gw_vendor = api[12 /* LOG_VENDOR */];
    variables.gw_operation = path[at + 0 /* LOG_ID */];
    variables.gw_path = api[13 /* LOG_BASE */] + path[0 /* LOG_TEMPLATE */];
    if (path[at + 3 /* MODEL */] !== '') {
        variables.gw_asked = modelOf(r, path[at + 3 /* MODEL */]);
    }
    if (path[at + 2 /* USAGE */] === '' && !found.held) {
        variables.gw_told = '1'; // there is nothing for gw.body to find
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
        } else if (role === 'offered' && (dropped === null || dropped[name.toLowerCase()] !== 1)) {
            block += special().rarer().offered(name, value);
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

// What is answered to a method that no operation of the path has.
function refuseMethod(r, methods) {
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
    let consumer = '';
    if (api[10 /* SECURITY */] === "api_key" /* KEYS_ONLY */) {
        if (found.special !== null && found.special.key_header !== undefined) {
            special().rarer().present(r, sent, found.special.key_header);
        }
        consumer = sent.keys > 1 ? null : consumerOf(sent.key);
        if (consumer === null) {
            r.headersOut['WWW-Authenticate'] = gw_contract.www_authenticate;
            refuse(r, 'invalid_api_key');
            return;
        }
    } else if (api[10 /* SECURITY */] !== '') {
        special().issuers().identify(r, api, sent, admit, special);
        return;
    }
    admit(r, api, sent, consumer);
}

// `consumer`: its entry; "": the API asks for none.
function admit(r, api, sent, consumer) {
    if (consumer.charCodeAt(0) === 34 /* NAME */) {
        r.variables.gw_consumer = consumer;
    }
    if ((api[16 /* BUDGET */] !== '' || (consumer !== '' && consumer.charCodeAt(0) !== 34 /* NAME */))
        && !special().limits().admitted(r, api, consumer)) {
        return;
    }
    if (found.special !== null && found.special.validation !== undefined) {
        special().rarer().validated(r, () => forward(r, api, sent.block));
    } else {
        forward(r, api, sent.block);
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
    // takes an interim answer for the final one, and would pass the final one's head as its body; and
    // it would carry an upgrade that was not asked for.
    if ((r.status < 200 && !(r.status === 101 && found.upgrade)) || r.httpVersion === '0.9') {
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
    if (found.limited !== null) {
        special().limits().replaced(r);
    }
    if (found.unusual) {
        special().rarer().finish(r);
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


let log_made = null;

function line(r) {
    log_made = log_made || make_log_made();
    return log_made.line(r);
}

function make_log_made() {
// outcome.js
//
// What became of a request, from what nginx kept of it.

// {status, code, header, left}: the answer's status, our code if the gateway made it, milliseconds to
// the vendor's response header or null, and whether the client did not wait for an answer.
function outcomeOf(v) {
    const status = v.status;
    // An answer that is not HTTP, which nginx counts as 009, or has no final status; answer.js cut it.
    if (status < '200' && v.upstream_status && !(status === '101' && found.upgrade)) {
        return ours('vendor_unreachable');
    }
    // No status at all: HTTP/2 ended the connection for a request that breaks its rules.
    if (status === '000') {
        return ours('invalid_request');
    }
    const code = v.gw_err || null;
    const header = lastOf(v.upstream_header_time);
    // An error that neither the vendor nor an error page answered: the connection was gone before.
    // What nginx tells of a client that is too slow has no page.
    const gone = status === '499'
        || (status >= '400' && status !== '408' && header === null && code === null);
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
        if (r.variables.gw_held) {
            special().limits().settleHeld(r, false);
        }
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
        + k[2] + (answered && !found.nameless ? vendorId(v) : null)
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
        + k[18] + (at === 0 ? null : modelOf(r, path[at + 3 /* MODEL */]))
        + k[19] + figures(r, at) + '}';
}

// An answer without a body, and one that was broken off, may have told something in its headers.
function figures(r, at) {
    if (at !== 0 && found.path[at + 2 /* USAGE */] !== '' && found.path[at + 2 /* USAGE */].charCodeAt(0) !== PLAIN) {
        special().rarer().reportedInHeaders(r);
    }
    return usedAsJson();
}

return { line };
}


let usage_made = null;

function readUsage(r, data, flags) {
    usage_made = usage_made || make_usage_made();
    return usage_made.readUsage(r, data, flags);
}

function make_usage_made() {
// take.js
//
// What a JSON document says at pointers: {model, input, output}, each the keys on the way to a value or
// null; `sums`: counts with more than one pointer, or null.

// Takes over what `answer` says. What has no usable value leaves what an earlier event said.
function take(answer, pointers) {
    const model = valueAt(answer, pointers.model);
    const input = valueAt(answer, pointers.input);
    const output = valueAt(answer, pointers.output);
    if (typeof model === 'string' && model !== '' && model.length <= 1024 /* MAX_TEXT */) {
        used.model = model;
    }
    if (typeof input === 'number' && input >= 0 && input <= 9007199254740991 /* MAX_COUNT */ && input % 1 === 0) {
        used.input = input;
    }
    if (typeof output === 'number' && output >= 0 && output <= 9007199254740991 /* MAX_COUNT */ && output % 1 === 0) {
        used.output = output;
    }
    if (pointers.sums !== null) {
        pointers.sums.forEach((sum) => sum.addUp(sum, answer, valueAt));
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


let others_made = null;

function others() {
    others_made = others_made || make_others_made();
    return others_made.others();
}

function make_others_made() {
// places.js
//
// Where counts stand: the pointers to all of them and to their parts.
function places(pointers) {
    const single = [pointers.input, pointers.output].filter((pointer) => pointer !== null);
    return pointers.sums === null
        ? single : pointers.sums.reduce((all, sum) => all.concat(sum.places), single);
}


// work.js
//
// How much of an answer is worth reading. Events of a few bytes that all have to be read are no model's:
// they would hold the worker up, and its memory, of which njs frees none before the answer's end.

function workOf() {
    return { spent: 0, over: false };
}

// Whether so many events more, lines or names are still to be read. What has come earns as many as
// there would be in an ordinary answer of its size.
function spend(work, events) {
    work.spent += events;
    work.over = work.over || work.spent > 16384 /* FREE_EVENTS */ + used.bytes / 64 /* LEAST_EVENT_BYTES */;
    return !work.over;
}


let pick_made = null;

function longReader(pointers, chunks) {
    pick_made = pick_made || make_pick_made();
    return pick_made.longReader(pointers, chunks);
}

function make_pick_made() {
// texts.js
//
// Where strings, numbers and names of a JSON text end, whose bytes come in chunks.

// Behind the string that begins before `at`; -1 if it does not end here.
function stringEnd(bytes, at) {
    const string = { string: true, escaped: false };
    const end = afterString(string, bytes, at);
    return string.string ? -1 : end;
}

// Behind the string that goes on at `from`, or the end of the chunk.
function afterString(string, bytes, from) {
    const quote = string.escaped ? -1 : bytes.indexOf(0x22, from);
    if (quote === from || (quote > from && bytes[quote - 1] !== 0x5c)) {
        string.string = false;
        return quote + 1;
    }
    return afterEscapes(string, bytes, string.escaped ? from + 1 : from);
}

// A quote behind an odd number of backslashes ends no string.
function afterEscapes(string, bytes, from) {
    let quote = from - 1;
    let slash = 0;
    do {
        quote = findByte(bytes, 0x22, quote + 1);
        slash = quote;
        while (slash > from && bytes[slash - 1] === 0x5c) {
            slash -= 1;
        }
        string.escaped = (quote - slash) % 2 === 1;
    } while (string.escaped && quote < bytes.length);
    string.string = quote === bytes.length;
    return string.string ? quote : quote + 1;
}

// Behind a number or a name such as "null"; -1 if it may go on behind the chunk.
function wordEnd(bytes, at) {
    for (let end = at + 1; end < bytes.length; end += 1) {
        if (bytes[end] === 0x2c || bytes[end] === 0x5d || bytes[end] === 0x7d || isSpace(bytes[end])) {
            return end;
        }
    }
    return -1;
}

function isSpace(code) {
    return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}

function findByte(bytes, code, from) {
    const at = bytes.indexOf(code, from);
    return at < 0 ? bytes.length : at;
}


// skip.js
//
// Passing over what is of no interest in a JSON text that comes in chunks. Bytes are searched for, not
// looked at one by one: njs takes a hundred times longer for that. And nothing is declared inside of a
// loop or a small function that runs for every bracket: njs makes that anew each time and keeps it.

// What is being passed over, from behind its first byte on: a string, an object or an array. Inside of
// one kind of brackets the other kind is always closed.
function over(code) {
    const string = code === 0x22;
    return { open: code, depth: string ? 0 : 1, string, escaped: false };
}

// From `at` on; where it ends, or the end of the chunk. `state.skipped` is null behind its end.
function skip(state, bytes, at) {
    const skipped = state.skipped;
    const size = bytes.length;
    const begin = skipped.open;
    const end = begin + 2;
    let depth = skipped.depth;
    let from = skipped.string ? afterString(skipped, bytes, at) : at;
    let quote = -1;
    let open = -1;
    let close = -1;
    while (depth > 0 && from < size) {
        if (quote < from) {
            quote = bytes.indexOf(0x22, from);
            quote = quote < 0 ? size : quote;
        }
        if (close < from) {
            close = bytes.indexOf(end, from);
            close = close < 0 ? size : close;
        }
        if (open < from) {
            open = bytes.indexOf(begin, from);
            open = open < 0 ? size : open;
        }
        if (close < quote && close < open) {
            depth -= 1;
            from = close + 1;
        } else if (open < quote) {
            depth += 1;
            from = open + 1;
        } else {
            from = quote === size ? size : afterString(skipped, bytes, quote + 1);
        }
    }
    skipped.depth = depth;
    if (!skipped.string && depth === 0) {
        state.skipped = null;
    }
    return from;
}


// inside.js
//
// Objects and arrays that pointers lead into, one inside of the other.

// `into`: where to put what `node` wants. `key`: of the value that comes next, "" if nothing wants it.
// `naming`: whether a name comes next instead.
function goInto(state, node, into, array) {
    state.inside.push({ node, into, array, index: 0, key: array ? '/0' : '', naming: !array });
}

// Behind a comma. Once nothing wants what is still to come of an array, it is passed over as one.
function goOn(state, top) {
    if (!top.array) {
        top.naming = true;
        return;
    }
    top.index += 1;
    top.key = '/' + top.index;
    if (top.index > lastWanted(top.node)) {
        state.skipped = over(0x5b);
        goOut(state);
    }
}

// Behind the end of an object or an array. What follows a document is not read.
function goOut(state) {
    if (state.inside.length > 1) {
        state.inside.pop();
    }
    state.done = state.inside.length === 1;
}

// The last index that `node` wants of an array; 0 also where it wants none.
function lastWanted(node) {
    return Object.keys(node).reduce((last, key) => Math.max(last, Number(key.slice(1)) || 0), 0);
}


// values.js
//
// Names and values of a JSON text, where pick.js is in an object or an array that pointers lead into.

// Where what begins at `at` ends; less than 0: it is not there whole.
function readValue(state, top, bytes, at) {
    const code = bytes[at];
    const node = top.naming ? undefined : top.node[top.key];
    if (code === 0x7b || code === 0x5b) { // "{" or "["
        if (node === undefined) {
            state.skipped = over(code);
        } else {
            const into = {};
            top.into[top.key.slice(1)] = into;
            goInto(state, node, into, code === 0x5b);
        }
        return at + 1;
    }
    if (code === 0x22 && node === undefined && !top.naming) {
        state.skipped = over(code);
        return at + 1;
    }
    return readText(state, top, bytes, at);
}

// What is longer than 1024 /* MAX_TEXT */ is neither wanted as a value nor known as a name.
function readText(state, top, bytes, at) {
    const string = bytes[at] === 0x22;
    const end = string ? stringEnd(bytes, at + 1) : wordEnd(bytes, at);
    if ((end < 0 ? bytes.length : end) - at > 1024 /* MAX_TEXT */) {
        top.key = '';
        top.naming = false;
        if (string) {
            state.skipped = over(0x22);
            return at + 1;
        }
        return end < 0 ? bytes.length : end;
    }
    if (end < 0) {
        return -1;
    }
    if (!spend(state.work, 1)) {
        return bytes.length;
    }
    const text = parsed(bytes.subarray(at, end).toString());
    if (top.naming) {
        top.key = '/' + text;
        top.naming = false;
    } else if (top.node[top.key] !== undefined) {
        top.into[top.key.slice(1)] = text;
    }
    return end;
}

function parsed(text) {
    try {
        return JSON.parse(text);
    } catch (e) {
        return null;
    }
}


// pick.js
//
// Picks out of a JSON text (RFC 8259) what pointers lead to. It comes in chunks of any size, and little
// more than what is picked is held; whatever no pointer leads into is passed over by its brackets and
// quotes (skip.js). A text that is not JSON only yields less.

// A reader of a document of which `chunks` have come. What is picked makes a document of nothing but the
// members that lead to values.
function longReader(pointers, chunks) {
    const state = { rest: null, skipped: null, inside: [], done: false, work: workOf() };
    // As if the document stood in an array.
    const document = {};
    const model = pointers.model === null ? [] : [pointers.model];
    goInto(state, { '/0': tree(model.concat(places(pointers))) }, document, true);
    let size = 0;
    const add = (chunk) => {
        size += chunk.length;
        pickFrom(state, chunk);
        const more = size <= 33554432 /* MAX_DOCUMENT_BYTES */ && !state.work.over;
        if (!more) {
            take(document[0], pointers);
        }
        return more;
    };
    chunks.forEach(add);
    return { add, end: () => take(document[0], pointers) };
}

// Keys begin with "/", because objects have members of their own, such as "constructor".
function tree(pointers) {
    const root = {};
    pointers.forEach((pointer) => pointer.reduce((node, key) => {
        node['/' + key] = node['/' + key] || {};
        return node['/' + key];
    }, root));
    return root;
}

function pickFrom(state, chunk) {
    const bytes = state.rest === null ? chunk : Buffer.concat([state.rest, chunk]);
    state.rest = null;
    let at = 0;
    let next = 0; // not in the loop, where njs would make it anew every time
    while (at < bytes.length && !state.done && !state.work.over) {
        next = state.skipped === null ? step(state, bytes, at) : skip(state, bytes, at);
        if (next < 0) {
            state.rest = bytes.subarray(at);
            return;
        }
        at = next;
    }
}

// Where what stands at `at` ends; less than 0: it is not there whole.
function step(state, bytes, at) {
    const code = bytes[at];
    const top = state.inside[state.inside.length - 1];
    if (code === 0x2c) { // ","
        goOn(state, top);
    } else if (code === 0x5d || code === 0x7d) { // "]" or "}"
        goOut(state);
    } else if (code !== 0x3a && !isSpace(code)) { // ":"
        return readValue(state, top, bytes, at);
    }
    return at + 1;
}

return { longReader };
}


let pointers_made = null;

function pointersOf(lines, total) {
    pointers_made = pointers_made || make_pointers_made();
    return pointers_made.pointersOf(lines, total);
}

function make_pointers_made() {
// sums.js
//
// Counts that a vendor tells in parts, at more than one place.

// Those of `places`, pointers to the parts of what is called `name` in the log. `last`: what was seen
// at each.
function sumOf(name, places) {
    return { name, places, last: places.map(() => null), addUp };
}

// Whichever of the parts are there; of each the last value that was seen.
function addUp(sum, answer, valueAt) {
    let total = null;
    sum.places.forEach((pointer, at) => {
        const value = valueAt(answer, pointer);
        if (countable(value)) {
            sum.last[at] = value;
        }
        if (sum.last[at] !== null) {
            total += sum.last[at];
        }
    });
    used[sum.name] = countable(total) ? total : null;
}

function countable(value) {
    return typeof value === 'number' && value >= 0 && value <= 9007199254740991 /* MAX_COUNT */ && value % 1 === 0;
}


// pointers.js
//
// Pointers that are not just one plain way to each value.

// `lines`: of the model, the input and the output, in each the pointers with a blank between them; `total`:
// of the count of both, which only limits need, or undefined.
function pointersOf(lines, total) {
    const made = { model: null, input: null, output: null, sums: [] };
    ['model', 'input', 'output'].forEach((name, at) => {
        const places = lines[at] === '' ? [] : lines[at].split(' ').map(decodedKeys);
        if (places.length > 1) {
            made.sums.push(sumOf(name, places));
        } else if (places.length === 1) {
            made[name] = places[0];
        }
    });
    if (total) {
        made.sums.push(sumOf('total', total.split(' ').map(decodedKeys)));
    }
    return made;
}

// A "%" alone is the empty key.
function decodedKeys(line) {
    return line.split('/').map((key) => (key === '%' ? '' : decodeURIComponent(key)));
}

return { pointersOf };
}


// find.js
//
// Where the first of several byte strings stands from `from` on; the length of `bytes` if none does.
// `next`: where each of them does, so that what has been searched for one is not searched again.
function firstOf(bytes, wanted, from, next) {
    let first = bytes.length;
    for (let i = 0; i < wanted.length; i += 1) {
        if (!(next[i] >= from)) {
            next[i] = bytes.indexOf(wanted[i], from);
            next[i] = next[i] < 0 ? bytes.length : next[i];
        }
        first = next[i] < first ? next[i] : first;
    }
    return first;
}


// ends.js
//
// Where events end in the bytes of a stream: lines of JSON with an LF, server-sent events with an empty
// line. Their lines end with LF, CRLF or CR (HTML standard, 9.2.6), so that each of three pairs of bytes
// ends an event.

const JSON_LINE_ENDS = ['\n'];
const EMPTY_LINES = ['\n\n', '\n\r', '\r\r'];

// Behind the first end from `from` on; -1: there is none. `next`: of firstOf().
function firstEnd(bytes, framed, from, next) {
    const at = firstOf(bytes, framed ? EMPTY_LINES : JSON_LINE_ENDS, from, next);
    return at === bytes.length ? -1 : behind(bytes, framed, at);
}

// Behind the last end; 0: there is none.
function lastEnd(bytes, framed) {
    if (!framed) {
        return bytes.lastIndexOf('\n') + 1;
    }
    const at = bytes.lastIndexOf('\n\n');
    if (bytes.indexOf(0x0d) < 0) {
        return at < 0 ? 0 : at + 2;
    }
    const last = Math.max(at, bytes.lastIndexOf('\n\r'), bytes.lastIndexOf('\r\r'));
    return last < 0 ? 0 : behind(bytes, framed, last);
}

// Whether an event that is not over behind `last` is over behind `code`, the byte after it.
function endsWith(framed, last, code) {
    return framed && (code === 0x0d || code === 0x0a) && (last === 0x0a || (last === 0x0d && code === last));
}

// The LF of a CRLF is not the beginning of the next event.
function behind(bytes, framed, at) {
    if (!framed) {
        return at + 1;
    }
    return bytes[at + 1] === 0x0d && bytes[at + 2] === 0x0a ? at + 3 : at + 2;
}


// keys.js
//
// The keys of JSON by which bytes show that they may be worth reading.

// Whatever says anything has one.
const ANY_KEY = '"';

// `model`: apart, since one is enough; null without. `counts`: each once.
function keyBytes(pointers) {
    const counts = [];
    places(pointers).map(keyOf).forEach((key) => {
        if (!counts.includes(key)) {
            counts.push(key);
        }
    });
    return { model: pointers.model === null ? null : keyOf(pointers.model), counts };
}

// The first key of a pointer that is no index and can be written in one way only.
function keyOf(pointer) {
    const plain = pointer.find((key) => /^[ -~]+$/.test(key) && !/^[0-9]+$|["\\/]/.test(key));
    return plain === undefined ? ANY_KEY : `"${plain}"`;
}

// Whether they have one that is still worth reading.
function interesting(sought, bytes) {
    const length = bytes.length;
    if (used.model === null && sought.model !== null && valued(bytes, sought.model, 0) < length) {
        return true;
    }
    for (let i = 0; i < sought.counts.length; i += 1) {
        if (valued(bytes, sought.counts[i], 0) < length) {
            return true;
        }
    }
    return false;
}

// Where the first such one stands from `from` on; the length of `bytes` if none does. `next`: as in find.js.
function firstKey(sought, bytes, from, next) {
    let first = bytes.length;
    if (used.model === null && sought.model !== null) {
        next.model = next.model >= from ? next.model : valued(bytes, sought.model, from);
        first = next.model;
    }
    for (let i = 0; i < sought.counts.length; i += 1) {
        next[i] = next[i] >= from ? next[i] : valued(bytes, sought.counts[i], from);
        first = next[i] < first ? next[i] : first;
    }
    return first;
}

// Where a key stands, quotes included, whose value is not null.
function valued(bytes, key, from) {
    let at = bytes.indexOf(key, from);
    while (at >= 0) {
        let value = at + key.length;
        while (bytes[value] === 0x3a || bytes[value] === 0x20) {
            value += 1;
        }
        if (bytes[value] !== 0x6e) {
            return at;
        }
        at = bytes.indexOf(key, value);
    }
    return bytes.length;
}


// data.js
//
// The data in server-sent events (HTML standard, 9.2.6): what follows "data:" at the beginning of a line.

const FIELD = 'data:';
const LINE_ENDS = ['\n', '\r'];

// Of one event, which may come in pieces. `begun`: whether a line begins with the next byte; `inside`:
// whether a line of data goes on; `rest`: the end of what came, where a line of data may begin.
function dataReader() {
    return { begun: true, inside: false, rest: null };
}

// The parts of the event's next piece that are data, line breaks included: in JSON they are space. Other
// lines are not looked at, however many there are.
function dataIn(state, piece) {
    const bytes = state.rest === null ? piece : Buffer.concat([state.rest, piece]);
    const parts = [];
    const next = [];
    let at = 0;
    let field = 0;
    while (at < bytes.length) {
        field = state.inside ? at : lineOfData(state, bytes, at);
        at = field < 0 ? bytes.length : firstOf(bytes, LINE_ENDS, field, next) + 1;
        if (field >= 0) {
            parts.push(bytes.subarray(field, at));
            state.inside = at > bytes.length;
        }
    }
    keepRest(state, bytes, parts);
    return parts;
}

// Behind the field's name in the first line of data from `from` on; -1: none begins here.
function lineOfData(state, bytes, from) {
    let at = bytes.indexOf(FIELD, from);
    while (at >= 0 && !(at === 0 ? state.begun : bytes[at - 1] === 0x0a || bytes[at - 1] === 0x0d)) {
        at = bytes.indexOf(FIELD, at + FIELD.length);
    }
    return at < 0 ? -1 : at + FIELD.length;
}

function keepRest(state, bytes, parts) {
    const from = Math.max(0, bytes.length - FIELD.length);
    state.begun = state.begun && from === 0 && parts.length === 0;
    state.rest = state.inside ? null : bytes.subarray(from);
}


// long.js
//
// An event that is too long to become text.

// Its reader: of a line of JSON, or `framed`, of what is data in it.
function longEvent(pointers, framed, work) {
    const reader = longReader(pointers, []);
    const data = dataReader();
    const add = (piece) => {
        const parts = framed ? dataIn(data, piece) : [piece];
        const read = spend(work, parts.length) && reader.add(joined(parts));
        work.over = work.over || !read;
    };
    return { add, end: reader.end };
}

// A single one, which is usual, is not copied.
function joined(parts) {
    return parts.length === 1 ? parts[0] : Buffer.concat(parts);
}


// event.js
//
// What one event says.

// What a reader that is made for a single event costs, in events.
const READER = 16;

function takeText(text, pointers, work) {
    // Not JSON: no data, or the "[DONE]" that ends some streams.
    if (!text.includes('{')) {
        return;
    }
    try {
        take(JSON.parse(text), pointers);
    } catch (e) {
        // A text of the vendor's own, or one that is nested deeper than njs goes.
        if (spend(work, READER)) {
            longReader(pointers, [Buffer.from(text)]).end();
        }
    }
}


// whole.js
//
// Events that are there whole.

// Reads each one in which something can be found. `state`: of an eventReader().
function readEvents(state, bytes) {
    const keys = [];
    const ends = [];
    let from = 0;
    let end = 0;
    let key = firstKey(state.keys, bytes, 0, keys);
    while (key < bytes.length && !state.work.over) {
        from += lastEnd(bytes.subarray(from, key), state.framed);
        end = firstEnd(bytes, state.framed, key, ends);
        end = end < 0 ? bytes.length : end;
        readEvent(state, bytes.subarray(from, end));
        from = end;
        key = firstKey(state.keys, bytes, from, keys);
    }
}

function readEvent(state, bytes) {
    const parts = state.framed ? dataIn(dataReader(), bytes) : [bytes];
    if (parts.length > 0 && spend(state.work, parts.length)) {
        takeText(joined(parts).toString(), state.pointers, state.work);
    }
}


// events.js
//
// Usage in a stream of events: the data of server-sent events, or one JSON text a line. Nothing but the
// bytes that end events and name keys is searched for, and only an event with such a key becomes text.
// One that is too long for that is read as it comes.

// `framed`: with an empty line behind each event.
function eventReader(pointers, framed) {
    const keys = keyBytes(pointers);
    const state = { pointers, framed, keys, parts: [], size: 0, last: 0, long: null, work: workOf() };
    return { add: (chunk) => addEvents(state, chunk), end: () => finishEvent(state) };
}

// The end of an event that has begun, whole ones, and the beginning of another. false: that is all.
function addEvents(state, chunk) {
    let first = 0;
    if (state.size > 0 && chunk.length > 0) {
        first = endsWith(state.framed, state.last, chunk[0]) ? 1 : firstEnd(chunk, state.framed, 0, []);
        hold(state, first < 0 ? chunk : chunk.subarray(0, first));
        if (first < 0) {
            return !state.work.over;
        }
        finishEvent(state);
    }
    const last = Math.max(first, lastEnd(chunk, state.framed));
    const whole = first === 0 && last === chunk.length;
    const events = whole ? chunk : chunk.subarray(first, last);
    if (interesting(state.keys, events)) {
        readEvents(state, events);
    }
    if (!whole) {
        hold(state, chunk.subarray(last));
    }
    return !state.work.over;
}

function hold(state, part) {
    if (part.length === 0) {
        return;
    }
    state.size += part.length;
    state.last = part[part.length - 1];
    if (state.long !== null) {
        state.long.add(part);
        return;
    }
    state.parts.push(part);
    if (state.size > 262144 /* MAX_EVENT_BYTES */) {
        state.long = longEvent(state.pointers, state.framed, state.work);
        state.long.add(joined(state.parts));
        state.parts = [];
    }
}

function finishEvent(state) {
    if (state.long !== null) {
        state.long.end();
        state.long = null;
    } else if (state.size > 0) {
        readEvents(state, joined(state.parts));
    }
    state.parts = [];
    state.size = 0;
}


let frames_made = null;

function frameReader(pointers) {
    frames_made = frames_made || make_frames_made();
    return frames_made.frameReader(pointers);
}

function make_frames_made() {
// frames.js
//
// Usage in a stream of binary frames (application/vnd.amazon.eventstream). A frame: its length, that of
// its headers, a checksum of both, headers, payload, a checksum; numbers of four bytes, the highest one
// first. A payload that is a JSON document is an event. A longer frame than is parsed is passed over.

const PRELUDE = 12;
const CHECKSUM = 4;

// `needed`: how many bytes there must be until there is more to read than in `parts`.
function frameReader(pointers) {
    const keys = keyBytes(pointers);
    const work = workOf();
    const state = { pointers, keys, work, parts: [], size: 0, needed: 0, skipped: 0 };
    return { add: (chunk) => addFrames(state, chunk), end: () => {} };
}

// false: these are no frames, or too many.
function addFrames(state, chunk) {
    const passed = Math.min(state.skipped, chunk.length);
    state.skipped -= passed;
    state.parts.push(chunk.subarray(passed));
    state.size += chunk.length - passed;
    if (state.size < state.needed) {
        return true;
    }
    const bytes = state.parts.length === 1 ? state.parts[0] : Buffer.concat(state.parts);
    const end = readFrames(state, bytes);
    if (end < 0) {
        return false;
    }
    const rest = bytes.subarray(Math.min(end, bytes.length));
    state.skipped += Math.max(0, end - bytes.length);
    state.parts = rest.length === 0 ? [] : [rest];
    state.size = rest.length;
    return !state.work.over;
}

// Where the whole ones end, or the one that is passed over; less than 0: this is none.
function readFrames(state, bytes) {
    let at = 0;
    state.needed = PRELUDE;
    while (bytes.length - at >= PRELUDE && spend(state.work, 1)) {
        const total = bytes.readUInt32BE(at);
        const payload = PRELUDE + bytes.readUInt32BE(at + 4);
        if (payload + CHECKSUM > total) {
            return -1;
        }
        if (total <= 262144 /* MAX_EVENT_BYTES */) {
            if (bytes.length - at < total) {
                state.needed = total;
                return at;
            }
            readPayload(state, bytes.subarray(at + payload, at + total - CHECKSUM));
        }
        at += total;
    }
    return at;
}

function readPayload(state, payload) {
    if (interesting(state.keys, payload)) {
        takeText(payload.toString(), state.pointers, state.work);
    }
}

return { frameReader };
}


// streams.js
//
// Streams of events, by their media type.

// The reader of such an answer; null if it is none. `read`: makes pointers for it.
function streamReader(type, read) {
    switch (type) {
        case 'text/event-stream': return eventReader(read(), true);
        case 'application/x-ndjson': return eventReader(read(), false);
        case 'application/vnd.amazon.eventstream': return frameReader(read());
        default: return null;
    }
}


// others.js
//
// What is needed for answers other than short JSON documents with each value at one place. One function,
// as in special.js.

function others() {
    return { longReader, pointersOf, streamReader };
}

return { others };
}


// document.js
//
// Usage in one JSON document. A long one is neither held nor parsed (pick.js).

function documentReader(pointers) {
    const chunks = [];
    let size = 0;
    let long = null;
    return {
        add: (chunk) => {
            size += chunk.length;
            if (size > 262144 /* MAX_PARSED_BYTES */) {
                long = long || others().longReader(pointers, chunks);
                return long.add(chunk);
            }
            // Keeping a chunk costs nothing, nginx's module keeps its bytes all the same.
            if (chunk.length > 0) {
                chunks.push(chunk);
            }
            return true;
        },
        end: () => {
            if (long !== null) {
                long.end();
                return;
            }
            const whole = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
            const value = jsonOf(whole);
            if (value === undefined) {
                others().longReader(pointers, chunks).end();
            } else {
                take(value, pointers);
            }
        },
    };
}

// undefined: this is no JSON, or nested deeper than njs goes.
function jsonOf(bytes) {
    try {
        return JSON.parse(bytes.toString());
    } catch (e) {
        return undefined;
    }
}


// readers.js
//
// Who reads which answer.

// The reader of an answer of this media type, or null.
function readerOf(r) {
    const usage = found.at === 0 ? '' : found.path[found.at + 2 /* USAGE */];
    if (usage === '') {
        return null;
    }
    if (usage.charCodeAt(0) !== PLAIN) {
        special().rarer().reportedInHeaders(r);
    }
    if ((r.headersOut['Content-Encoding'] || 'identity') !== 'identity') {
        return null;
    }
    const type = mediaOf(r.headersOut['Content-Type']);
    if (type === 'application/json' || /[/+]json$/.test(type)) {
        return documentReader(pointers(usage + '/answer'));
    }
    return others().streamReader(type, () => pointers(usage + '/stream'));
}

function mediaOf(type) {
    if (type === 'application/json' || type === undefined) {
        return type;
    }
    return type.split(';', 1)[0].trim().toLowerCase();
}

// Where the model, the input and the output stand: the keys on the way to each, or null; `sums`: counts
// with more than one way, or null.
function pointers(name) {
    const line = gw_usages[name].split('\n');
    const total = found.held ? gw_usages[name + '/total'] : undefined;
    if (name.charCodeAt(0) !== PLAIN || total !== undefined) {
        return others().pointersOf(line, total);
    }
    return { model: keys(line[0]), input: keys(line[1]), output: keys(line[2]), sums: null };
}

function keys(line) {
    return line === '' ? null : line.split('/');
}


// usage.js
//
// What a vendor's answer says was used, read as it passes. Nothing is held back: every chunk is
// passed on before it is looked at, and whatever goes wrong here only loses the figures.
//
// njs frees memory when a request ends, and not before. So a chunk of a long answer must leave as
// little behind as can be: it is looked at as bytes, and made into text only where that is needed.

let reader = null;
let ended = false; // whether nothing more is read

function readUsage(r, data, flags) {
    if (found.held) {
        readHeld(r, data, flags);
        return;
    }
    r.sendBuffer(data, flags);
    read(r, data, flags.last);
    if (ended) {
        r.done();
        tell(r);
    }
}

// What a request holds is given back before its client sees the end and can ask for more.
function readHeld(r, data, flags) {
    try {
        const last = special().limits().passing(r, data, flags);
        read(r, data, last);
        if (last) {
            ended = true;
            special().limits().settleHeld(r, used.bytes > 0); // none: not all of it was read
            tell(r);
        } else if (ended && special().limits().isEnough()) {
            r.done();
        }
    } catch (e) {
        // The handler of the log comes to it once more.
    }
    r.sendBuffer(data, flags);
}

function read(r, data, last) {
    if (ended) {
        return;
    }
    try {
        if (reader === null) {
            reader = readerOf(r);
        }
        if (reader !== null && reader.add(data)) {
            used.bytes += data.length;
            if (last) {
                reader.end();
                ended = true;
            }
            return;
        }
    } catch (e) {
        // Only figures are lost.
    }
    // The rest passes unread, so that the bytes counted here would be too few.
    ended = true;
    used.bytes = 0;
}

// What nginx needs to write the log line by itself.
function tell(r) {
    const variables = r.variables;
    // What nginx itself counts has the framing of chunks in it, and "100 Continue".
    if (used.bytes > 0) {
        variables.gw_read = String(used.bytes);
    }
    variables.gw_used = usedAsJson();
    variables.gw_told = found.nameless ? '' : '1';
}

return { readUsage };
}


// gateway.js
//
// The handlers that nginx.conf names. All decisions are made from the data files beside this code,
// which nginx preloads: gw_contract, gw_gateway, gw_headers, gw_apis, gw_paths, gw_templates,
// gw_usages, gw_consumers, gw_budgets, for bodies gw_rules, gw_bodies and gw_shapes, and for tokens
// gw_issuers, gw_subjects and gw_scopes. Where a request needs only few of them their values are strings, for
// preloading many objects is slow. Modules export single functions where they can: njs runs every
// module for every request, and takes longer the more it makes.

export default {
    access: decide,
    answer: clean,
    body: readUsage,
    log: line,
    route: location,
};

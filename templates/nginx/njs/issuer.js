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

export function issuerOf(name) {
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

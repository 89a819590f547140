// The records of APIs and of paths: texts with a field a line, in the order of the compiler (data.py).
// They stay lists, because njs takes four times as long to make objects of them, and eight times to
// parse the same as JSON.

export const SURFACE = 0;
export const TRANSPORT = 1;
export const UPSTREAM = 2;
export const SERVER_NAME = 3;
export const AUTHORITY = 4;
export const BASE_PATH = 5;
export const CREDENTIAL = 6; // the header up to the key; "": none is sent
export const VARIABLE = 7; // which has the key; "": a file has it
export const FILE = 8;
export const REFUSED = 9; // the code with which everything is refused, or ""
export const SECURITY = 10; // "" for an open API, "api_key", "jwt", or both with a blank between them
export const LOG_API = 11; // with the version
export const LOG_VENDOR = 12;
export const LOG_BASE = 13;
export const SPECIAL = 14; // JSON, or ""
export const ID = 15; // with which subscriptions name it
export const BUDGET = 16; // who may call it, and how much, in gw_budgets; "": any consumer, any number

// Of SECURITY:
export const KEYS_ONLY = "api_key";
export const TOKENS_ONLY = "jwt";

export const LOG_TEMPLATE = 0;
export const METHODS = 1;
export const FIRST = 2;
export const EACH = 4;
// From where an operation begins:
export const LOG_ID = 0;
export const BODY = 1;
export const USAGE = 2; // "" if it reports none
export const PLAIN = 0x75; // with which USAGE begins if each value has one plain pointer: "u"
export const MODEL = 3; // where the request names it (model.js), or ""

// With which the entry of a consumer begins that may do everything: its name as JSON, "\"".
export const NAME = 34;

// Where the operation of a method begins in a path's record; 0 if there is none.
export function placeOf(path, method) {
    if (path[METHODS] === method) {
        return FIRST;
    }
    const at = path[METHODS].split(' ').indexOf(method);
    return at < 0 ? 0 : FIRST + EACH * at;
}

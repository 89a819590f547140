// What the route lookup found, for the handlers that come after it. Each request has its own copy
// of every module's variables; an internal redirect (an error page) starts with a fresh one.
export const found = {
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

// What the route lookup found, for the handlers that come after it. Each request has its own copy
// of every module's variables; an internal redirect (an error page) starts with a fresh one.
export default {
    done: false, // whether the lookup ran
    api: null, // the API's record
    path: null, // the record of the path in it
    operation: null, // the operation of the request's method
    rest: '', // the vendor's path as the client wrote it
    query: '', // from the "?" on, as the client wrote it
};

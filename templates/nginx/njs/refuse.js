// The gateway's own answers to requests that it does not pass on.
import { found } from './found.js';

// Answers with a row of the contract's table of errors. Nothing where an answer was begun: njs throws
// when the client has already gone, and nginx then closes the request with the status of that answer.
export function refuse(r, code) {
    if (found.answered) {
        return;
    }
    const row = gw_contract.errors[code];
    answerWith(r, code, row.status, row.body);
}

// `body`: JSON, that of the row or one that says more.
export function answerWith(r, code, status, body) {
    r.variables.gw_err = code;
    r.headersOut['Content-Type'] = 'application/json';
    found.answered = true;
    r.return(status, body);
}

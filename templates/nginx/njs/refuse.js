// Answers with a row of the contract's table of errors.
export function refuse(r, code) {
    const row = gw_contract.errors[code];
    answerWith(r, code, row.status, row.body);
}

// `body`: JSON, that of the row or one that says more.
export function answerWith(r, code, status, body) {
    r.variables.gw_err = code;
    r.headersOut['Content-Type'] = 'application/json';
    r.return(status, body);
}

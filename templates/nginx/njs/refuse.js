// Answers with a row of the contract's table of errors.
export function refuse(r, code) {
    const row = gw_contract.errors[code];
    r.variables.gw_err = code;
    r.headersOut['Content-Type'] = 'application/json';
    r.return(row.status, row.body);
}

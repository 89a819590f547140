// The policy `validate_requests`: requests whose bodies are compared with the vendor's description.
import { bodyComplaint } from './body.js';
import { worded } from './complaint.js';
import { found } from './found.js';
import { answerWith, refuse } from './refuse.js';

// Once the body is there, refuses the request or calls `passOn()`; nginx waits for that.
export function validated(r, passOn) {
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

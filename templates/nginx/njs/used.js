// What was read from the vendor's answer, for the log.
import { LOG_INPUT, LOG_OUTPUT } from './contract.js';
import { json } from './json.js';

// `bytes`: of the body, without framing.
export const used = { bytes: 0, model: null, input: null, output: null, total: null };

// The last three values of a log line, with the names of the last two.
export function usedAsJson() {
    return json(used.model) + LOG_INPUT + used.input + LOG_OUTPUT + used.output;
}

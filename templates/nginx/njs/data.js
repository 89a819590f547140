// The data in server-sent events (HTML standard, 9.2.6): what follows "data:" at the beginning of a line.
import { firstOf } from './find.js';

const FIELD = 'data:';
const LINE_ENDS = ['\n', '\r'];

// Of one event, which may come in pieces. `begun`: whether a line begins with the next byte; `inside`:
// whether a line of data goes on; `rest`: the end of what came, where a line of data may begin.
export function dataReader() {
    return { begun: true, inside: false, rest: null };
}

// The parts of the event's next piece that are data, line breaks included: in JSON they are space. Other
// lines are not looked at, however many there are.
export function dataIn(state, piece) {
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

// How much of an answer is worth reading. Events of a few bytes that all have to be read are no model's:
// they would hold the worker up, and its memory, of which njs frees none before the answer's end.
import { FREE_EVENTS, LEAST_EVENT_BYTES } from './contract.js';
import { used } from './used.js';

export function workOf() {
    return { spent: 0, over: false };
}

// Whether so many events more, lines or names are still to be read. What has come earns as many as
// there would be in an ordinary answer of its size.
export function spend(work, events) {
    work.spent += events;
    work.over = work.over || work.spent > FREE_EVENTS + used.bytes / LEAST_EVENT_BYTES;
    return !work.over;
}

// What the stages do with a frame (shapes.js).
import { complainOf } from './complaint.js';

// The codes of the stages of alternatives ("y", "n") and of "t".
export const ANY = 121;
export const ONE = 110;
export const NOT = 116;

// `found`: a complaint, or null.
export function endFrame(frame, found) {
    frame.done = true;
    frame.found = found;
}

// For what needs no other frame.
export function endIf(frame, word) {
    if (word !== '') {
        endFrame(frame, complainOf(frame.node, frame.place, word));
    }
    return false;
}

export function kidOf(frame, value, number, step) {
    frame.kid = value;
    frame.kidNumber = number;
    frame.kidStep = step;
    frame.at += 1;
    return true;
}

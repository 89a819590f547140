// The next value that a stage of a frame has looked at, and by which node: `kid`, `kidNumber`, and
// `kidStep`, null for the frame's own value. false: there is none, or the frame is done.
import { ANY, NOT, ONE, endIf, kidOf } from './frame.js';
import { nextMissing, nextOther, nextProperty } from './members.js';
import { knownMisfit } from './misfits.js';
import { itemCount, itemNumber } from './nodes.js';
import { surelyFits } from './quick.js';
import { ownWord } from './single.js';

// By the codes of letters, which the compiler gives in the order of the table. Not by the letters, for
// njs makes a string of each that is looked at.
const stages = [];
stages[0x72] = (frame) => frame.at === 0 && kidOf(frame, frame.value, frame.node.$ref, null); // "r"
stages[0x6f] = (frame) => endIf(frame, ownWord(frame.node, frame.value)); // "o"
stages[0x69] = nextItem; // "i"
stages[0x70] = nextProperty; // "p"
stages[0x6d] = nextMissing; // "m"
stages[0x78] = nextOther; // "x"
stages[0x6c] = (frame) => nextOf(frame, frame.node.allOf); // "l"
stages[ANY] = (frame) => nextOf(frame, frame.node.anyOf);
stages[ONE] = (frame) => nextOf(frame, frame.node.oneOf);
stages[NOT] = (frame) => frame.at === 0 && kidOf(frame, frame.value, frame.node.not, null);

export function nextKid(frame) {
    return stages[frame.stages.charCodeAt(frame.stage)](frame);
}

function nextOf(frame, numbers) {
    return frame.at < numbers.length && kidOf(frame, frame.value, numbers[frame.at], null);
}

function nextItem(frame) {
    const count = itemCount(frame.node, frame.value);
    frame.at = Math.max(frame.at, knownMisfit(frame.node, frame.value));
    while (frame.at < count && surelyFits(frame.value[frame.at], itemNumber(frame.node, frame.at))) {
        frame.at += 1;
    }
    return frame.at < count
        && kidOf(frame, frame.value[frame.at], itemNumber(frame.node, frame.at), frame.at);
}

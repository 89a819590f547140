// What a node asks of a value, in the table's order: one stage after another.
import { below, complain, complainOf, depthOf } from './complaint.js';
import { ANY, NOT, ONE, endFrame } from './frame.js';
import { isAlone, nodeOf } from './nodes.js';
import { nextKid } from './next.js';
import { surelyFits } from './quick.js';
import { ownWord } from './single.js';

// Goes on until another frame is needed, for `kid`, and returns true; or until the frame is done.
export function advance(frame) {
    while (!frame.done) {
        if (frame.stage === frame.stages.length) {
            endFrame(frame, null);
        } else if (!nextKid(frame)) {
            closeStage(frame);
        } else if (frame.kidStep === null && surelyFits(frame.kid, frame.kidNumber)) {
            hear(frame, null);
        } else if (!isAlone(nodeOf(frame.kidNumber), frame.kid)) {
            return true;
        } else {
            hear(frame, ownComplaint(nodeOf(frame.kidNumber), frame));
        }
    }
    return false;
}

// What was found of the last kid.
export function hear(frame, found) {
    const stage = frame.stages.charCodeAt(frame.stage);
    if (stage === ANY || stage === ONE) {
        hearAlternative(frame, found, stage);
    } else if (stage === NOT) {
        if (found === null) {
            endFrame(frame, complain(frame.place, 'not'));
        }
    } else if (found !== null) {
        endFrame(frame, found);
    }
}

function hearAlternative(frame, found, stage) {
    if (found !== null) {
        frame.best = nearer(frame.best, found);
        return;
    }
    frame.fitting += 1;
    if (stage === ANY) {
        closeStage(frame);
    } else if (frame.fitting > 1) {
        endFrame(frame, complain(frame.place, 'oneOf'));
    }
}

function closeStage(frame) {
    const stage = frame.stages.charCodeAt(frame.stage);
    if ((stage === ANY || stage === ONE) && frame.fitting === 0) {
        const best = frame.best;
        const near = best !== null && depthOf(best.place) > depthOf(frame.place);
        endFrame(frame, near ? best : complain(frame.place, 'anyOf'));
    }
    frame.stage += 1;
    frame.at = 0;
    frame.best = null;
    frame.fitting = 0;
}

// Of the alternatives that do not fit, the one that the value comes closest to.
function nearer(best, found) {
    const further = best === null ? 1 : depthOf(found.place) - depthOf(best.place);
    const plainer = further === 0 && best.word === 'enum' && found.word !== 'enum';
    return further > 0 || plainer ? found : best;
}

function ownComplaint(node, frame) {
    const word = ownWord(node, frame.kid);
    const step = frame.kidStep;
    return word === '' ? null
        : complainOf(node, step === null ? frame.place : below(frame.place, step), word);
}

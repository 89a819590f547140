// Whether a value is as the vendor describes it, by the compiler's table of shapes. With a list of what
// is being looked at and not by functions that call themselves: njs has room for few hundreds of calls
// inside each other, and bodies and descriptions are deeper.
import { below } from './complaint.js';
import { nodeOf } from './nodes.js';
import { startOver } from './quick.js';
import { advance, hear } from './stages.js';

const KNOWN = Symbol('known');

// The first complaint, or null. `bytes`: how long the body is.
export function shapeComplaint(value, number, bytes) {
    const frames = [];
    let depth = 0;
    startOver(bytes);
    enterFrame(frames, 0, value, number, null, false);
    for (;;) {
        const top = frames[depth];
        if (!top.done && advance(top)) {
            const step = top.kidStep;
            const place = step === null ? top.place : below(top.place, step);
            top.wide = top.wide || step !== null;
            depth += 1;
            enterFrame(frames, depth, top.kid, top.kidNumber, place, top.twice || step === null);
        } else if (top.done) {
            remember(top);
            if (depth === 0) {
                return top.found;
            }
            depth -= 1;
            hear(frames[depth], top.found);
        }
    }
}

// A frame is one value against one node. njs frees nothing before the request has ended, so that frames
// are used again. `twice`: the value may be compared with the node once more; `wide`: that takes time.
function enterFrame(frames, depth, value, number, place, twice) {
    const kind = kindOf(value);
    frames[depth] = frames[depth] || {};
    const frame = frames[depth];
    frame.value = value;
    frame.number = number;
    frame.node = nodeOf(number);
    frame.stages = frame.node.stages[kind];
    frame.place = place;
    frame.twice = twice;
    frame.wide = false;
    frame.stage = 0;
    frame.at = 0;
    frame.best = null;
    frame.fitting = 0;
    frame.names = null;
    const found = twice && kind > 0 ? knownOf(value, number) : undefined;
    frame.done = found !== undefined;
    frame.found = found === undefined ? null : found;
}

function kindOf(value) {
    if (value === null || typeof value !== 'object') {
        return 0;
    }
    return Array.isArray(value) ? 1 : 2;
}

// Alternatives inside each other would otherwise take time without end.
function remember(frame) {
    if (frame.twice && frame.wide) {
        frame.value[KNOWN] = frame.value[KNOWN] || {};
        frame.value[KNOWN][frame.number] = frame.found;
    }
}

function knownOf(value, number) {
    return value[KNOWN] === undefined ? undefined : value[KNOWN][number];
}

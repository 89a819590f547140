// The stages of a frame whose value is an object; as next.js.
import { below, complain } from './complaint.js';
import { endFrame, endIf, kidOf } from './frame.js';
import { namedOf, nodeOf } from './nodes.js';
import { surelyFits } from './quick.js';
import { sizesWord } from './single.js';

const has = Object.prototype.hasOwnProperty;

export function nextProperty(frame) {
    const pairs = frame.node.properties;
    while (frame.at < pairs.length && !isMisfit(frame.value, pairs[frame.at])) {
        frame.at += 1;
    }
    if (frame.at === pairs.length) {
        return false;
    }
    const pair = pairs[frame.at];
    return kidOf(frame, frame.value[pair[0]], pair[1], pair[0]);
}

function isMisfit(value, pair) {
    return has.call(value, pair[0]) && !surelyFits(value[pair[0]], pair[1]);
}

export function nextMissing(frame) {
    const node = frame.node;
    const required = node.required === undefined ? 0 : node.required.length;
    for (let i = 0; i < required; i += 1) {
        if (!has.call(frame.value, node.required[i])) {
            endFrame(frame, complain(below(frame.place, node.required[i]), 'required'));
            return false;
        }
    }
    if (node.minProperties === undefined && node.maxProperties === undefined) {
        return false;
    }
    const count = Object.keys(frame.value).length;
    return endIf(frame, sizesWord(node, count, 'minProperties', 'maxProperties'));
}

export function nextOther(frame) {
    frame.names = frame.names || otherNames(frame.node, frame.value);
    const number = frame.node.additionalProperties;
    while (frame.at < frame.names.length && surelyFits(frame.value[frame.names[frame.at]], number)) {
        frame.at += 1;
    }
    if (frame.at === frame.names.length) {
        return false;
    }
    const name = frame.names[frame.at];
    if (nodeOf(number).never) {
        endFrame(frame, complain(below(frame.place, name), 'additionalProperties'));
        return false;
    }
    return kidOf(frame, frame.value[name], number, name);
}

// In the order of their UTF-8 bytes, which is how njs sorts.
function otherNames(node, value) {
    const named = namedOf(node);
    return Object.keys(value).filter((name) => named[name] === undefined).sort();
}

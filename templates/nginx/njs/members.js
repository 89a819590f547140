// The stages of a frame whose value is an object; as next.js.
import { below, complain } from './complaint.js';
import { endFrame, endIf, kidOf } from './frame.js';
import { nodeOf } from './nodes.js';
import { sizesWord } from './single.js';

const has = Object.prototype.hasOwnProperty;

export function nextProperty(frame) {
    const pairs = frame.node.properties;
    while (frame.at < pairs.length && !has.call(frame.value, pairs[frame.at][0])) {
        frame.at += 1;
    }
    if (frame.at === pairs.length) {
        return false;
    }
    const pair = pairs[frame.at];
    return kidOf(frame, frame.value[pair[0]], pair[1], pair[0]);
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
    if (frame.at === frame.names.length) {
        return false;
    }
    const name = frame.names[frame.at];
    const number = frame.node.additionalProperties;
    if (nodeOf(number).never) {
        endFrame(frame, complain(below(frame.place, name), 'additionalProperties'));
        return false;
    }
    return kidOf(frame, frame.value[name], number, name);
}

// In the order of their UTF-8 bytes, which is how njs sorts.
function otherNames(node, value) {
    if (node.named === undefined) {
        node.named = Object.create(null);
        (node.properties || []).forEach((pair) => {
            node.named[pair[0]] = 1;
        });
    }
    return Object.keys(value).filter((name) => node.named[name] === undefined).sort();
}

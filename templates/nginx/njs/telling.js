// Alternatives of which one member tells which can fit at all, as "role" and "type" mostly do.
import { nodeOf } from './nodes.js';

const NONE = [];

// Those of a node's alternatives by `key` that a value may fit.
export function possible(node, key, value) {
    if (value === null || typeof value !== 'object') {
        return node[key];
    }
    node.telling = node.telling || {};
    if (node.telling[key] === undefined) {
        node.telling[key] = tellingOf(node[key].map(nodeOf), node[key]);
    }
    const telling = node.telling[key];
    const told = telling === null ? null : value[telling.name];
    return typeof told === 'string' ? telling.fitting[told] || NONE : node[key];
}

// {name, fitting}: by each text of that member, the alternatives that allow it. null: none tells.
function tellingOf(nodes, numbers) {
    const name = textsOf(nodes[0]).map((pair) => pair[0]).find(
        (each) => nodes.every((node) => textsOf(node).some((pair) => pair[0] === each)));
    if (name === undefined) {
        return null;
    }
    const fitting = Object.create(null);
    nodes.forEach((node, i) => {
        const texts = textsOf(node).find((pair) => pair[0] === name)[1];
        texts.forEach((text) => {
            fitting[text] = (fitting[text] || []).concat(numbers[i]);
        });
    });
    return { name, fitting };
}

// The properties of a node that allow some texts and no others, with these.
function textsOf(node) {
    return (node.properties || []).map((pair) => [pair[0], nodeOf(pair[1]).enum]).filter(
        (pair) => pair[1] !== undefined && pair[1].every((each) => typeof each === 'string'));
}

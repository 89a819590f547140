// The nodes of the compiler's table, each read when it is first needed.

const readNodes = {};

// `stages`: what there is to look at (stages.js) of a value that is neither array nor object, of an
// array, of an object.
export function nodeOf(number) {
    let node = readNodes[number];
    if (node === undefined) {
        node = JSON.parse(gw_shapes[number]);
        readNodes[number] = node;
    }
    return node;
}

// Whether a node has to do with nothing but the value itself.
export function isAlone(node, value) {
    if (value !== null && typeof value === 'object') {
        const stages = node.stages[Array.isArray(value) ? 1 : 2];
        return stages === '' || stages === 'o';
    }
    return node.stages[0] === '' || node.stages[0] === 'o';
}

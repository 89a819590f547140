// The nodes of the compiler's table, each read when it is first needed.

const readNodes = [];

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

// By which node an item of an array is looked at; undefined: by none, and so all that follow it.
export function itemNumber(node, at) {
    const first = node.prefixItems;
    return first !== undefined && at < first.length ? first[at] : node.items;
}

// How many items of an array are looked at.
export function itemCount(node, value) {
    const first = node.prefixItems === undefined ? 0 : node.prefixItems.length;
    return node.items === undefined ? Math.min(first, value.length) : value.length;
}

// The names of its properties, as an object's.
export function namedOf(node) {
    if (node.named === undefined) {
        node.named = Object.create(null);
        (node.properties || []).forEach((pair) => {
            node.named[pair[0]] = 1;
        });
    }
    return node.named;
}

// Whether a node has to do with nothing but the value itself.
export function isAlone(node, value) {
    if (value !== null && typeof value === 'object') {
        const stages = node.stages[Array.isArray(value) ? 1 : 2];
        return stages === '' || stages === 'o';
    }
    return node.stages[0] === '' || node.stages[0] === 'o';
}

// Where counts stand: the pointers to all of them and to their parts.
export function places(pointers) {
    const single = [pointers.input, pointers.output].filter((pointer) => pointer !== null);
    return pointers.sums === null
        ? single : pointers.sums.reduce((all, sum) => all.concat(sum.places), single);
}

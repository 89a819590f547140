// Where the first of several byte strings stands from `from` on; the length of `bytes` if none does.
// `next`: where each of them does, so that what has been searched for one is not searched again.
export function firstOf(bytes, wanted, from, next) {
    let first = bytes.length;
    for (let i = 0; i < wanted.length; i += 1) {
        if (!(next[i] >= from)) {
            next[i] = bytes.indexOf(wanted[i], from);
            next[i] = next[i] < 0 ? bytes.length : next[i];
        }
        first = next[i] < first ? next[i] : first;
    }
    return first;
}

// Counts by the labels that they are told with.
import { metricFamilies } from './metricdata.js';

// How many are looked at at a time: some milliseconds.
const COUNTS_AT_ONCE = 1000;

// `items`: pairs of a key (metriccounts.js) and a number. requests: by all labels. callers: by those that
// every family has, {text, counts: {what is counted: number}}. Labels are one key with what sorts before
// all that is in a value between them: so keys sort as lists of values do.
export async function gathered(items, pause) {
    const counted = { requests: Object.create(null), callers: Object.create(null) };
    const sets = Object.create(null);
    const names = metricFamilies()[2].labels;
    for (let i = 0; i < items.length; i += 1) {
        const key = items[i][0];
        const at = key.lastIndexOf(' ');
        // A set alone says nothing more; a blank inside of a label's value is before its quote.
        if (at > 0 && !key.includes('"', at)) {
            const set = key.slice(0, at);
            sets[set] = sets[set] || labelsOf(set, counted, names);
            add(counted, sets[set], key.slice(at + 1), items[i][1]);
        }
        if (i % COUNTS_AT_ONCE === COUNTS_AT_ONCE - 1) {
            await pause();
        }
    }
    return counted;
}

function labelsOf(set, counted, names) {
    const values = JSON.parse('[' + set + ']').map((value) => (value === null ? '' : String(value)));
    const caller = values.slice(0, names.length).join('\0');
    if (counted.callers[caller] === undefined) {
        const text = names.map((name, i) => name + '="' + escaped(values[i]) + '"').join(',');
        counted.callers[caller] = { text, counts: {} };
    }
    return { all: values.join('\0'), counts: counted.callers[caller].counts };
}

function escaped(value) {
    return value.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\n');
}

function add(counted, labels, what, number) {
    labels.counts[what] = (labels.counts[what] || 0) + number;
    if (what >= '0' && what <= '99') {
        counted.requests[labels.all] = (counted.requests[labels.all] || 0) + number;
    }
}

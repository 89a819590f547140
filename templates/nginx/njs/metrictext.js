// The families of metrics as text. `counted`: of metricseries.js.
import { metricBuckets, metricFamilies } from './metricdata.js';

const KINDS = [['i', 'input'], ['o', 'output']];
// How many callers are written at a time: some milliseconds.
const CALLERS_AT_ONCE = 50;

export async function families(counted, writer, pause) {
    const told = metricFamilies();
    const callers = sorted(counted.callers);
    const requests = sorted(counted.requests);
    const buckets = metricBuckets().map((le) => ',le="' + le + '"} ');
    await each(told[0], requests, writer, pause, (key) => {
        const labels = key.split('\0');
        const caller = counted.callers[labels.slice(0, 3).join('\0')];
        counter(writer, told[0].name, caller.text + ',status="' + labels[3] + '",error_code="' + labels[4] + '"', counted.requests[key]);
    });
    await each(told[1], callers, writer, pause, (key) => {
        const caller = counted.callers[key];
        KINDS.forEach((kind) => {
            if (caller.counts[kind[0]] !== undefined) {
                counter(writer, told[1].name, caller.text + ',kind="' + kind[1] + '"', caller.counts[kind[0]]);
            }
        });
    });
    await each(told[2], callers, writer, pause, (key) => {
        histogram(writer, told[2].name, counted.callers[key], buckets);
    });
}

function sorted(found) {
    return Object.keys(found).sort((one, other) => (one < other ? -1 : 1));
}

async function each(family, keys, writer, pause, write) {
    writer.write('# HELP ' + family.name + ' ' + family.help + '\n# TYPE ' + family.name + ' ' + family.type + '\n');
    for (let i = 0; i < keys.length; i += 1) {
        write(keys[i]);
        if (i % CALLERS_AT_ONCE === CALLERS_AT_ONCE - 1) {
            await pause();
        }
    }
}

function counter(writer, name, labels, number) {
    writer.write(name + '{' + labels + '} ' + number + '\n');
}

function histogram(writer, name, caller, buckets) {
    const start = name + '_bucket{' + caller.text;
    const counts = caller.counts;
    let total = 0;
    for (let i = 0; i < buckets.length; i += 1) {
        total += counts[i] || 0;
        writer.write(start);
        writer.write(buckets[i]);
        writer.write(String(total));
        writer.write('\n');
    }
    writer.write(name + '_sum{' + caller.text + '} ' + ((counts.s || 0) / 1000).toFixed(3) + '\n'
        + name + '_count{' + caller.text + '} ' + total + '\n');
}

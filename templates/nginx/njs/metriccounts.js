// Counts the log line of each request, once, in memory that nginx's workers share; a reload keeps it.
//
// A set is the values of a request's labels as its log line has them, JSON, with a comma between. The
// key of a count is a set and, behind a blank, what is counted: requests by the number of their bucket;
// s: the sum of their durations, where it is not 0; i, o: tokens. The set alone is there once anything is.
import { bucketOf, MAX_SERIES, MORE_CONSUMERS } from './metricdata.js';

const SETS = '#';
// Of a set: requests, durations, and both kinds of tokens.
const SERIES_EACH = 4;

// The text is for the log line, behind its end.
export function count(r) {
    try {
        countAll(r.variables);
    } catch (e) {
        // A memory that is full loses a count, never a request.
    }
    return '';
}

// `v`: once one variable is read, the others have what the log line has.
function countAll(v) {
    const zone = ngx.shared.gw_metrics;
    const told = v.gw_m_set;
    const duration = Number(v.gw_m_duration);
    const bucket = bucketOf(duration);
    const set = zone.has(told + bucket) ? told : room(zone, told);
    zone.incr(set + bucket, 1);
    if (duration > 0) {
        zone.incr(set + ' s', duration);
    }
    const input = v.gw_m_input;
    if (input !== 'null') {
        zone.incr(set + ' i', Number(input));
    }
    const output = v.gw_m_output;
    if (output !== 'null') {
        zone.incr(set + ' o', Number(output));
    }
}

// The set; where there are enough of them and it is new, that of the other consumers.
function room(zone, set) {
    if (zone.has(set)) {
        return set;
    }
    if ((zone.get(SETS) || 0) * SERIES_EACH >= MAX_SERIES) {
        const labels = JSON.parse('[' + set + ']');
        labels[2] = MORE_CONSUMERS;
        return JSON.stringify(labels).slice(1, -1);
    }
    // Of workers that come at once one adds it.
    if (zone.add(set, 0)) {
        zone.incr(SETS, 1, 0);
    }
    return set;
}

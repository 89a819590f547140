// What was counted, as text that Prometheus reads. It can be long: other requests have their turn between
// its parts. And njs frees nothing before a request has ended, so little is made for each line.
import { METRICS_PATH, METRICS_TYPE } from './metricdata.js';
import { gathered } from './metricseries.js';
import { families } from './metrictext.js';
import { writerTo } from './metricwriter.js';

export function show(r) {
    // The path as the client wrote it: nginx would take others for it.
    if (r.variables.request_uri.split('?', 1)[0] !== METRICS_PATH) {
        r.return(404, 'not found\n');
    } else if (r.method !== 'GET') {
        r.headersOut.Allow = 'GET';
        r.return(405, 'method not allowed\n');
    } else {
        tell(r);
    }
}

async function tell(r) {
    const zone = ngx.shared.gw_metrics;
    const counted = await gathered(zone.items(zone.size()), pause);
    r.status = 200;
    r.headersOut['Content-Type'] = METRICS_TYPE;
    r.sendHeader();
    const writer = writerTo(r);
    await families(counted, writer, pause);
    writer.flush();
    r.finish();
}

function pause() {
    return new Promise((resolve) => {
        setTimeout(resolve, 0);
    });
}

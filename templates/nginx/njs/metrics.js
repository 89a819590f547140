// What nginx.conf names of metrics. A file of its own, which only gateways have that tell them.
import { count } from './metriccounts.js';
import { show } from './metricpage.js';

export default { count, show };

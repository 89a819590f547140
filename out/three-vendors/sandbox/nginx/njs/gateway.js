// The handlers that nginx.conf names. All decisions are made from the data files beside this code,
// which nginx preloads: gw_contract, gw_gateway, gw_headers, gw_apis, gw_paths, gw_templates,
// gw_usages and gw_consumers. Their values are strings of JSON where a request needs only few of
// them: preloading many objects is slow, parsing one short string is not.
import access from 'access.js';
import answer from 'answer.js';
import log from 'log.js';
import route from 'route.js';
import usage from 'usage.js';

export default {
    access: access.decide,
    answer: answer.clean,
    body: usage.read,
    log: log.line,
    route: route.location,
};

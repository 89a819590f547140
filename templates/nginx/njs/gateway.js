// The handlers that nginx.conf names. All decisions are made from the data files beside this code,
// which nginx preloads: gw_contract, gw_gateway, gw_headers, gw_apis, gw_paths, gw_templates,
// gw_usages, gw_consumers, gw_budgets, for bodies gw_rules, gw_bodies and gw_shapes, and for tokens
// gw_issuers, gw_subjects and gw_scopes. Where a request needs only few of them their values are strings, for
// preloading many objects is slow. Modules export single functions where they can: njs runs every
// module for every request, and takes longer the more it makes.
import { decide } from './access.js';
import { clean } from './answer.js';
import { line } from './log.js';
import { location } from './route.js';
import { readUsage } from './usage.js';

export default {
    access: decide,
    answer: clean,
    body: readUsage,
    log: line,
    route: location,
};

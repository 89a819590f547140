// What a vendor says in the headers of its answer.
import { MAX_COUNT, MAX_NAME } from './contract.js';
import { found } from './found.js';
import { USAGE } from './records.js';
import { trim } from './text.js';
import { used } from './used.js';

// Takes it over. The lines behind those of the pointers are nginx's variables of the headers, or "".
export function reportedInHeaders(r) {
    const variables = r.variables;
    const type = String(variables.upstream_http_content_type || '').split(';', 1)[0].trim();
    const kind = gw_gateway.stream_media[type.toLowerCase()] === 1 ? '/stream' : '/answer';
    const names = gw_usages[found.path[found.at + USAGE] + kind].split('\n');
    if (names.length < 6) {
        return;
    }
    const model = names[3] === '' ? '' : trim(String(variables[names[3]] || '').split(',', 1)[0]);
    if (model !== '' && Buffer.byteLength(model) <= MAX_NAME) {
        used.model = model;
    }
    used.input = countOf(variables, names[4], used.input);
    used.output = countOf(variables, names[5], used.output);
    used.total = countOf(variables, names[6], used.total);
}

function countOf(variables, name, otherwise) {
    const value = name === '' ? '' : trim(String(variables[name] || ''));
    if (value === '' || value.length > 16 || /[^0-9]/.test(value)) {
        return otherwise;
    }
    const count = Number(value);
    return count <= MAX_COUNT ? count : otherwise;
}

// Single facts of a log line, as JSON texts; null where there is none.
import found from 'found.js';

function json(text) {
    return text ? JSON.stringify(text) : null;
}

// For what needs no escape.
function quoted(text) {
    return text ? `"${text}"` : null;
}

// The request line may be what no parser accepts.
function method(request) {
    const parts = /^([A-Z_-]{1,32}) /.exec(request);
    return parts === null ? null : parts[1];
}

function vendorId(v) {
    const names = gw_gateway.vendor_request_id_variables;
    for (let i = 0; i < names.length; i += 1) {
        if (v[names[i]]) {
            return json(v[names[i]]);
        }
    }
    return null;
}

// null for an answer that has no media type.
function streamed(type) {
    const media = String(type || '').split(';', 1)[0].trim().toLowerCase();
    return media === '' ? null : gw_gateway.stream_media[media] === 1;
}

// The part of the path that names the model, as the client wrote it.
function model(place) {
    const segment = found.rest.split('/')[place[0]];
    return json(segment.slice(place[1], segment.length - place[2]));
}

export default { json, method, model, quoted, streamed, vendorId };

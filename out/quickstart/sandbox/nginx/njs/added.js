// Headers that an API adds to its answers: conf/headers.conf prints these variables.

function set(r, api) {
    for (const variable in api.added) {
        r.variables[variable] = api.added[variable];
    }
}

function clear(r, api) {
    for (const variable in api.added) {
        r.variables[variable] = '';
    }
}

export default { clear, set };

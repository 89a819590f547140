// Values that are equal as JSON: in any order of members, and 1 is 1.0 but not true.

export function isOneOf(value, wanted) {
    if (value === null || typeof value !== 'object') {
        return wanted.includes(value);
    }
    return wanted.some((each) => isEqual(value, each));
}

function isEqual(value, wanted) {
    if (value === null || wanted === null || typeof value !== 'object' || typeof wanted !== 'object') {
        return value === wanted;
    }
    if (Array.isArray(value) !== Array.isArray(wanted)) {
        return false;
    }
    const names = Object.keys(wanted);
    return names.length === Object.keys(value).length && names.every((name) =>
        Object.prototype.hasOwnProperty.call(value, name) && isEqual(value[name], wanted[name]));
}

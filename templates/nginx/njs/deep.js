// JSON that is deeper than JSON.parse() of njs goes.
import { brackets } from './outside.js';
import { plainOf } from './skeleton.js';

// Arrays and objects inside each other that it takes.
export const LEVELS = 31;

// SyntaxError: it is no JSON. What stands at the lowest level is parsed by itself; until then an array
// with its number is there instead, and no other array or object is at that level.
export function deepValue(text) {
    const parts = [];
    const pieces = [];
    let depth = 0;
    let from = 0;
    brackets(plainOf(text), (at, open) => {
        depth += open ? 1 : 0;
        if (depth === LEVELS && open) {
            parts.push(text.slice(from, at));
            from = at;
        } else if (depth === LEVELS) {
            parts.push(`[${pieces.length}]`);
            pieces.push(text.slice(from, at + 1));
            from = at + 1;
        }
        depth -= open ? 0 : 1;
        return depth >= 0;
    });
    parts.push(text.slice(from));
    if (pieces.length === 0) {
        return JSON.parse(text);
    }
    const value = JSON.parse(parts.join(''));
    fillIn(value, 1, pieces.map(deepValue));
    return value;
}

function fillIn(value, level, pieces) {
    const names = Object.keys(value);
    for (let i = 0; i < names.length; i += 1) {
        const child = value[names[i]];
        if (child !== null && typeof child === 'object') {
            if (level === LEVELS - 1) {
                value[names[i]] = pieces[child[0]];
            } else {
                fillIn(child, level + 1, pieces);
            }
        }
    }
}

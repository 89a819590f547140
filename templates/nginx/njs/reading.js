// The text of a JSON body -> its value, as strictly as RFC 8259 has it.
import { deepValue, LEVELS } from './deep.js';
import { brackets } from './outside.js';
import { isTooMuch, numbersFit, skeletonOf } from './skeleton.js';

const LOOKED_AT = 65536;

// {word, value}; `word`: what of the text is wrong, or "". Error: it cannot be read here.
export function readJson(bytes) {
    const text = decodedText(bytes);
    if (text === null) {
        return { word: 'json' };
    }
    const skeleton = skeletonOf(text);
    const much = isTooMuch(skeleton);
    const value = much ? undefined : valueOf(text);
    if (value === undefined) {
        // Of a text that has too much its beginning tells enough, and all of it would take long.
        const depth = textDepth(much ? text.slice(0, LOOKED_AT) : text);
        if (much && depth <= gw_rules.max_depth) {
            throw new Error('too many arrays and objects');
        }
        return { word: depth > gw_rules.max_depth ? 'depth' : 'json' };
    }
    return numbersFit(skeleton) ? { word: '', value } : { word: 'json' };
}

function decodedText(bytes) {
    try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch (e) {
        return null;
    }
}

// undefined: this is no JSON, or too deep.
function valueOf(text) {
    const flat = attempt(() => JSON.parse(text));
    if (flat !== undefined) {
        return flat;
    }
    const depth = textDepth(text);
    return depth > LEVELS && depth <= gw_rules.max_depth ? attempt(() => deepValue(text)) : undefined;
}

// What is wrong with njs and not with the text must not pass for a complaint.
function attempt(read) {
    try {
        return read();
    } catch (e) {
        if (e instanceof SyntaxError) {
            return undefined;
        }
        throw e;
    }
}

// One more than the limit stands for all that is deeper.
function textDepth(text) {
    let depth = 0;
    let deepest = 0;
    brackets(text, (at, open) => {
        depth += open ? 1 : -1;
        deepest = Math.max(deepest, depth);
        return deepest <= gw_rules.max_depth;
    });
    return deepest;
}

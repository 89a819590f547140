// The text of a JSON body -> its value, as strictly as RFC 8259 has it.
import { deepValue, LEVELS } from './deep.js';
import { timeNames } from './names.js';
import { brackets } from './outside.js';
import { bracketsOf, isPlain, isTooMuch, numbersFit, plainOf } from './skeleton.js';

const LOOKED_AT = 65536;

// {word, value}; `word`: what of the text is wrong, or "". Error: it cannot be read here.
export function readJson(bytes) {
    const text = decodedText(bytes);
    if (text === null) {
        return { word: 'json' };
    }
    const plain = plainOf(text);
    timeNames(text, plain);
    const much = isTooMuch(plain);
    let value = much ? undefined : attempt(() => JSON.parse(text));
    if (value === undefined) {
        const exact = isPlain(plain);
        const told = exact ? plain : text;
        // Of a text that has too much its beginning tells enough, and all of it would take long.
        const depth = textDepth(much ? told.slice(0, LOOKED_AT) : told);
        if (depth > gw_rules.max_depth) {
            return { word: 'depth' };
        }
        if (much) {
            throw new Error('too many arrays and objects');
        }
        value = exact && depth > LEVELS ? attempt(() => deepValue(text)) : undefined;
    }
    return value !== undefined && numbersFit(plain) ? { word: '', value } : { word: 'json' };
}

function decodedText(bytes) {
    try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch (e) {
        return null;
    }
}

// undefined: this is no JSON, or too deep. What is wrong with njs and not with the text must not pass
// for a complaint.
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

// One more than the limit stands for all that is deeper, 0 for all that njs itself reads.
function textDepth(text) {
    const most = gw_rules.max_depth;
    let opening = bracketsOf(text);
    let depth = 0;
    let deepest = 0;
    if (opening <= LEVELS) {
        return 0;
    }
    brackets(text, (at, open) => {
        opening -= open ? 1 : 0;
        depth += open ? 1 : -1;
        deepest = depth > deepest ? depth : deepest;
        return deepest <= most && depth + opening > (deepest > LEVELS ? most : LEVELS);
    });
    return deepest;
}

// The limits of scopes.
import { METER_FIRST } from './scopes.js';

// Those of tokens only where the vendor says how many there were.
export function limitsOf(scopes, usage) {
    const limits = [];
    scopes.forEach((scope) => {
        for (let at = METER_FIRST; at < scope.lines.length; at += 1) {
            const limit = limitOf(scope, at);
            if (usage || !limit.tokens) {
                limits.push(limit);
            }
        }
    });
    return limits;
}

// A line: the kind, the amount, the seconds of the window, and what a request asks for.
function limitOf(scope, at) {
    const words = scope.lines[at].split(' ');
    return {
        kind: words[0],
        tokens: words[0].endsWith('tokens'),
        amount: Number(words[1]),
        window: Number(words[2]) * 1000,
        asks: Number(words[3]),
        key: scope.counter + '|' + words[0] + '/' + words[2],
        refusal: scope.name + '/' + (at - METER_FIRST),
        taken: 0,
    };
}

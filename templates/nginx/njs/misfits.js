// Items that did not fit. A complaint is looked for from the outside to the inside, and all that stands
// before it in an array need not be looked at each time.

const SHORT = 64;
const REMEMBERED = 16;

let remembered = [];
let rememberedLast = 0;

export function forgetMisfits() {
    remembered = [];
    rememberedLast = 0;
}

// Before which place all items of an array are known to fit.
export function knownMisfit(node, value) {
    if (value.length > SHORT) {
        for (let i = 0; i < remembered.length; i += 1) {
            if (remembered[i].value === value && remembered[i].node === node) {
                return remembered[i].at;
            }
        }
    }
    return 0;
}

export function rememberMisfit(node, value, at) {
    if (value.length > SHORT) {
        remembered[rememberedLast] = { node, value, at };
        rememberedLast = (rememberedLast + 1) % REMEMBERED;
    }
}

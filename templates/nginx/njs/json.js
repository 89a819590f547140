// Texts that a client or a vendor wrote, as JSON; null where there is none.

// JSON.stringify() takes njs longer than most of what is said here.
export function json(text) {
    if (!text) {
        return null;
    }
    return /[^ !#-[\]-~]/.test(text) ? JSON.stringify(text) : '"' + text + '"';
}

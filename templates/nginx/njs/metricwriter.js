// Text for a client, sent in large parts.

const PART_BYTES = 64 * 1024;
const MOST_UTF8 = 4;

export function writerTo(r) {
    let part = Buffer.alloc(PART_BYTES);
    let used = 0;
    // What was sent is nginx's: it may wait for the client.
    function flush() {
        r.send(part.subarray(0, used));
        part = Buffer.alloc(PART_BYTES);
        used = 0;
    }
    function write(text) {
        if (used + MOST_UTF8 * text.length > PART_BYTES) {
            flush();
        }
        used += part.write(text, used);
    }
    return { flush, write };
}

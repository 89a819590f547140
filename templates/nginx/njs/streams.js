// Streams of events, by their media type.
import { eventReader } from './events.js';
import { frameReader } from './frames.js';

// The reader of such an answer; null if it is none. `read`: makes pointers for it.
export function streamReader(type, read) {
    switch (type) {
        case 'text/event-stream': return eventReader(read(), true);
        case 'application/x-ndjson': return eventReader(read(), false);
        case 'application/vnd.amazon.eventstream': return frameReader(read());
        default: return null;
    }
}

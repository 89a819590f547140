// WebSockets (RFC 6455, 4.1). nginx itself carries both directions once the vendor has agreed.
import { found } from './found.js';

// The header lines with which the vendor is asked for one; "" where the client asks for none.
export function upgrade(r) {
    found.upgrade = upgradeWanted(r);
    found.unusual = found.unusual || found.upgrade;
    return found.upgrade ? '\r\nUpgrade: websocket\r\nConnection: upgrade' : '';
}

// Whether the client asks for an upgrade. Without a valid question, which has no body, the request is
// an ordinary one; HTTP/2 has none (RFC 9113, 8.6).
function upgradeWanted(r) {
    return r.httpVersion === '1.1'
        && tokens(r.headersIn.Upgrade).includes('websocket')
        && tokens(r.headersIn.Connection).includes('upgrade')
        && Number(r.headersIn['Content-Length'] || 0) === 0
        && !r.headersIn['Transfer-Encoding'];
}

function tokens(value) {
    return String(value || '').toLowerCase().split(',').map((token) => token.trim());
}

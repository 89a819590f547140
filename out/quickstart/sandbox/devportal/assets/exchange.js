// One question and its answer, through the gateway: what was said, counted and measured.
import { Failed, read } from "./answering.js";
import { request } from "./asking.js";
import { complaint, told, unreachable, unsendable } from "./complaints.js";

/** Sends the conversation. call, asked: as `request` has them. keyHeaders: those that show the key. hear:
 * gets each piece of the answer. Resolves, whatever happens, to `{text, counts, first, total,
 * request, status, complaint, stopped}`: milliseconds since it was sent, first: until the first
 * text (null without); status: of the answer (null without); complaint: null where all went well. */
export async function exchange(chat, call, asked, { keyHeaders, signal, hear }) {
  const made = request(chat, call, asked);
  const began = performance.now();
  const found = { text: "", counts: {}, first: null, request: null, status: null };
  const listen = (piece) => {
    found.first ??= performance.now() - began;
    found.text += piece;
    hear(piece);
  };
  try {
    const response = await sent(made, keyHeaders, signal);
    found.status = response.status;
    found.request = response.headers.get("x-request-id");
    if (response.ok) {
      found.counts = await read(response, chat, call, listen);
    } else {
      const keyed = Object.keys(keyHeaders).length > 0;
      found.complaint = complaint(response, await response.text(), keyed);
    }
  } catch (error) {
    found.complaint = signal.aborted ? null : worded(error, found, made.url, keyHeaders);
  }
  found.complaint ??= null;
  found.stopped = signal.aborted;
  found.total = performance.now() - began;
  return found;
}

function sent(made, keyHeaders, signal) {
  return fetch(made.url, {
    method: made.method,
    headers: { ...made.headers, ...keyHeaders },
    body: made.body,
    signal,
    cache: "no-store",
    credentials: "omit",
    // A gateway sends nobody elsewhere; the key is not for others.
    redirect: "error",
    referrerPolicy: "no-referrer",
  });
}

function worded(error, found, url, keyHeaders) {
  if (found.status === null) {
    return sendable(keyHeaders) ? unreachable(new URL(url).origin) : unsendable();
  }
  const detail =
    error instanceof Failed
      ? told(JSON.stringify(error.told))
      : "What came is not what the API's description says, or the connection was cut.";
  return { title: "The answer broke off.", detail, request: found.request };
}

/** Whether these can be headers: `fetch` fails in one way for whatever reason. */
function sendable(headers) {
  try {
    return Boolean(new Headers(headers));
  } catch {
    return false;
  }
}

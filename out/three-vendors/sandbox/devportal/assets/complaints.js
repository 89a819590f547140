// Errors in words: the gateway's own ({"error": {message, type, code}}) and whatever a vendor says.

const TITLES = {
  400: "The request was not understood.",
  401: "The key was not accepted.",
  403: "This key may not call this API.",
  404: "The gateway does not know this call.",
  410: "This API has been retired.",
  413: "The request is too large.",
  429: "Too much was asked for.",
  502: "The AI vendor could not be reached.",
  503: "The API is not available.",
  504: "The AI vendor did not answer in time.",
};
const NO_KEY = "No key was given.";
const KEY_ADVICE = "Enter a key of this environment in the field for the key.";

/** `{title, detail, request}` of an answer that is no success. text: its body. keyed: whether a
 * key was sent. */
export function complaint(response, text, keyed) {
  const { status, headers } = response;
  const unkeyed = status === 401 && !keyed;
  const title = unkeyed ? NO_KEY : (TITLES[status] ?? "The call failed.");
  const wait = headers.get("retry-after");
  const detail = [
    told(text),
    status === 401 ? KEY_ADVICE : "",
    wait ? `Try again ${/^\d+$/.test(wait) ? `in ${wait} s` : `after ${wait}`}.` : "",
    `(HTTP ${status})`,
  ];
  return { title, detail: detail.filter(Boolean).join(" "), request: headers.get("x-request-id") };
}

/** Of what `fetch` rejects with: the browser does not say why. gateway: its origin. */
export function unreachable(gateway) {
  return {
    title: "The gateway could not be reached.",
    detail:
      `No answer from ${gateway} that this page may read. Either the gateway is not running, or ` +
      `it does not list ${location.origin} among the origins of its portal.`,
    request: null,
  };
}

/** Of a request that no browser sends. */
export function unsendable() {
  return {
    title: "The request could not be sent.",
    detail: "The key has a character that no key has. Was something else copied with it?",
    request: null,
  };
}

/** The message in the body of an error, with its code; the body itself where it has none. */
export function told(text) {
  let body = text;
  try {
    body = JSON.parse(text);
  } catch {
    // Not every error is JSON.
  }
  const found = Array.isArray(body) ? body[0] : body;
  if (typeof found !== "object" || found === null) {
    return String(found ?? "").trim().slice(0, 1000);
  }
  const error = found.error ?? found;
  const message = typeof error === "string" ? error : (error.message ?? error.detail);
  const code = error.code ?? error.type ?? "";
  const words = typeof message === "string" ? message : JSON.stringify(error);
  return `${words.slice(0, 1000)}${typeof code === "string" && code ? ` [${code}]` : ""}`;
}

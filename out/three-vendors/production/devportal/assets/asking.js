// A conversation -> the request that carries it on, as the vendor wants it.
import { put } from "./pointers.js";

/** What `fetch` takes: `{url, method, headers, body}`. chat: the page's data. call: which of its
 * two calls. turns: `{role: "user" | "assistant", text}`, the last one is the user's. */
export function request(chat, call, { model, turns }) {
  const body = {};
  const headers = { "Content-Type": "application/json" };
  const where = call.model;
  put(body, chat.messages, turns.map((turn) => message(chat, turn)));
  for (const [pointer, value] of call.set) {
    put(body, pointer, value);
  }
  const url = new URL(where?.in === "path" ? named(call.url, where.name, model) : call.url);
  for (const [name, value] of call.query) {
    url.searchParams.set(name, value);
  }
  switch (where?.in) {
    case "body":
      put(body, where.pointer, model);
      break;
    case "query":
      url.searchParams.set(where.name, model);
      break;
    case "header":
      headers[where.name] = model;
      break;
    default: // in the path, or nowhere
  }
  return { url: url.href, method: call.method, headers, body: JSON.stringify(body) };
}

function message(chat, turn) {
  const made = {};
  put(made, chat.role, chat.roles[turn.role]);
  put(made, chat.text, turn.text);
  return made;
}

function named(url, name, model) {
  // A function, since `$&` and the like mean something in a text that replaces.
  return url.replace(`{${name}}`, () => encodeURIComponent(model));
}

// What the chat panel says about an exchange: what it took and cost, or why it failed.
import { element } from "./elements.js";

/** Shows what `exchange` found; null: nothing. */
export function measures(found) {
  const list = document.getElementById("chat-stats");
  const rows = found ? rowsOf(found).filter(([, value]) => value !== null) : [];
  list.hidden = !rows.length;
  list.replaceChildren(
    ...rows.map(([name, value]) => {
      const row = document.createElement("div");
      row.append(element("dt", "", name), element("dd", "", value));
      return row;
    }),
  );
}

function rowsOf({ counts, first, total, request }) {
  return [
    ["Tokens in", number(counts.input)],
    ["Tokens out", number(counts.output)],
    ["Tokens in all", number(counts.total)],
    ["First text", first === null ? null : time(first)],
    ["Whole answer", time(total)],
    ["Request", request],
  ];
}

function number(value) {
  return value === undefined ? null : value.toLocaleString("en");
}

function time(milliseconds) {
  return milliseconds < 1000
    ? `${Math.round(milliseconds)} ms`
    : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** Shows `{title, detail, request}`; null: nothing. */
export function error(complaint) {
  const box = document.getElementById("chat-error");
  box.replaceChildren();
  box.hidden = !complaint;
  if (complaint) {
    const request = complaint.request ? ` Request: ${complaint.request}` : "";
    box.append(element("p", "error-title", complaint.title));
    box.append(element("p", "error-detail", complaint.detail + request));
  }
}

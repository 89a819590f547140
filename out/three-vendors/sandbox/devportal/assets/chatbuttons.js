// The buttons of the chat panel: one asks, the other ends the answer.

/** Shows whether an answer is waited for. Whoever pressed a button keeps the focus: one that is
 * disabled, or goes, would take it away. */
export function wait(send, stop, yes) {
  send.setAttribute("aria-disabled", String(yes));
  if (!yes && document.activeElement === stop) {
    send.focus();
  }
  stop.hidden = !yes;
}

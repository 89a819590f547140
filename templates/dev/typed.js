// Whether somebody is in the middle of something that a new load of the page would take away.
import { isGiven } from "./trial-key.js";

/** Something typed into the chat, said in it or tried, or a key that only its owner has. */
export function inUse() {
  const key = document.getElementById("key")?.value;
  if (key && !isGiven(key)) {
    return true;
  }
  return Boolean(
    document.getElementById("chat-text")?.value ||
      document.getElementById("chat-log")?.childElementCount ||
      document.getElementById("reference")?.childElementCount,
  );
}

// What every page of the portal has.
import { start as startCopying } from "./copy.js";

/** Shows what works with scripts only, and hides what stands in for it. */
export function start() {
  for (const element of document.querySelectorAll("[data-needs-script]")) {
    element.hidden = false;
  }
  for (const element of document.querySelectorAll("[data-without-script]")) {
    element.hidden = true;
  }
  startCopying();
}

// Added to the portal's pages by `gatewright dev`, and no part of what is published: shows what is
// wrong with the project, and loads the page again when there is a new build.
import { close, show } from "./overlay.js";
import { announce } from "./note.js";
import { offer } from "./trial-key.js";
import { inUse } from "./typed.js";

const PAUSE = 1000;
const here = document.querySelector("script[data-build]").dataset.build;
const status = new URL("status", import.meta.url);

/** The state of the build; null while nobody answers. */
async function state() {
  try {
    const answer = await fetch(status, { cache: "no-store" });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

/** Takes the state in; whether there is more to wait for. */
function take(found) {
  if (found.broken) {
    show(found.report);
    return true;
  }
  close();
  if (found.build === here) {
    return true;
  }
  if (inUse()) {
    announce();
    return true;
  }
  location.reload();
  return false;
}

async function look() {
  const found = document.hidden ? null : await state();
  if (found === null || take(found)) {
    setTimeout(look, PAUSE);
  }
}

/** The looks of what is added. */
function style() {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = new URL("dev.css", import.meta.url);
  document.head.append(link);
}

style();
offer();
look();
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) {
    state().then((found) => found && take(found));
  }
});

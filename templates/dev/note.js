// A small note that there is a new build, where loading the page again would lose what was typed.
let note = null;

/** Shows it, once. */
export function announce() {
  if (note !== null) {
    return;
  }
  note = document.createElement("div");
  note.id = "dev-note";
  note.setAttribute("role", "status");
  const text = document.createElement("span");
  text.textContent = "There is a new build.";
  const again = document.createElement("button");
  again.type = "button";
  again.textContent = "Load it";
  again.addEventListener("click", () => location.reload());
  note.append(text, again);
  document.body.append(note);
}

// What the compiler has to say, over the page. The text is the user's sources in part: it is set as
// text and nothing else.
let box = null;
let closed = "";

function button() {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = "Close";
  made.addEventListener("click", () => {
    closed = box.querySelector("pre").textContent;
    box.hidden = true;
  });
  return made;
}

function build() {
  box = document.createElement("section");
  box.id = "dev-overlay";
  box.setAttribute("role", "alert");
  box.hidden = true;
  const title = document.createElement("h2");
  title.textContent = "What was saved cannot be served";
  const note = document.createElement("p");
  note.textContent = "The last good build is still served.";
  const text = document.createElement("pre");
  text.tabIndex = 0;
  box.append(title, note, text, button());
  document.body.append(box);
}

/** Shows a report, unless it is the one that was closed. */
export function show(report) {
  if (box === null) {
    build();
  }
  const text = box.querySelector("pre");
  if (text.textContent !== report) {
    text.textContent = report;
  }
  box.hidden = report === closed;
}

/** Nothing is wrong any more. */
export function close() {
  closed = "";
  if (box !== null) {
    box.hidden = true;
  }
}

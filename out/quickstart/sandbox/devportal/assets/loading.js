// A style sheet and a script of others, loaded when they are wanted.

/** Resolves when both are there. Rejects: one is not. */
export function load(sheet, code) {
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = sheet;
  const script = document.createElement("script");
  script.src = code;
  return Promise.all([style, script].map(loaded));
}

function loaded(element) {
  return new Promise((resolve, reject) => {
    element.addEventListener("load", resolve);
    element.addEventListener("error", reject);
    document.head.append(element);
  });
}

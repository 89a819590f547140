// A button beside the field of the key: it gets the test key of this `gatewright dev`. After the page
// was loaded again it is asked for again: the key itself is kept nowhere.
const place = new URL("key", import.meta.url);
const MARK = "gatewright-dev-key";
let given = "";

async function get() {
  // The header is what no form of another site can send.
  const answer = await fetch(place, { method: "POST", headers: { "X-Gatewright-Dev": "key" } });
  if (!answer.ok) {
    throw new Error(`no key: ${answer.status}`);
  }
  return (await answer.json()).key;
}

/** Whether it was asked for before; a browser may keep nothing. */
function asked() {
  try {
    return sessionStorage.getItem(MARK) !== null;
  } catch {
    return false;
  }
}

function remember() {
  try {
    sessionStorage.setItem(MARK, "asked");
  } catch {
    // It is asked for with a click, then.
  }
}

async function fill(button) {
  try {
    const [key, module] = await Promise.all([get(), import("../assets/key.js")]);
    given = key;
    module.set(key);
    module.accepted(true);
    remember();
    button.textContent = "Test key is set";
  } catch {
    button.textContent = "No test key: try again";
  }
}

/** Whether this is a key that a new page gets again by itself. */
export function isGiven(key) {
  return key !== "" && key === given;
}

/** Puts the button there, where the page has a field for a key; a token is another's to give. */
export function offer() {
  const field = document.getElementById("key");
  if (field?.dataset.kind !== "key") {
    return;
  }
  const button = document.createElement("button");
  button.type = "button";
  button.id = "dev-key";
  button.textContent = "Get a test key";
  button.addEventListener("click", () => fill(button));
  (document.getElementById("key-show") ?? field).after(button);
  if (asked()) {
    fill(button);
  }
}

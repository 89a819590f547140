// The client's key. It is in this variable and in its field, for as long as the page is open, and
// nowhere else: no storage, no URL, no log.
let key = "";
const readers = new Set();

/** The key; empty where none was given. */
export function get() {
  return key;
}

/** Replaces the key, in its field too. */
export function set(value) {
  key = value.trim();
  for (const read of readers) {
    read(key);
  }
}

/** Calls `read` with each new key. Returns what ends that. */
export function subscribe(read) {
  readers.add(read);
  return () => readers.delete(read);
}

/** The headers that show the key to the gateway: none without a key. */
export function headers() {
  const field = document.getElementById("key");
  if (!field || !key) {
    return {};
  }
  return { [field.dataset.header || "Authorization"]: (field.dataset.prefix ?? "Bearer ") + key };
}

/** Whether the gateway took the key, as far as is known. */
export function accepted(yes) {
  const field = document.getElementById("key");
  if (yes) {
    field?.removeAttribute("aria-invalid");
  } else {
    field?.setAttribute("aria-invalid", "true");
  }
}

/** Ties the page's field to the key. */
export function start() {
  const field = document.getElementById("key");
  if (!field) {
    return;
  }
  // Browsers put back what a field had before the page was loaded again.
  field.value = key;
  field.addEventListener("input", () => {
    accepted(true);
    set(field.value);
  });
  field.form?.addEventListener("submit", (event) => event.preventDefault());
  const show = document.getElementById("key-show");
  show?.addEventListener("click", () => {
    const shown = field.type === "password";
    field.type = shown ? "text" : "password";
    show.setAttribute("aria-pressed", String(shown));
  });
  subscribe((value) => {
    if (field.value.trim() !== value) {
      field.value = value;
    }
  });
}

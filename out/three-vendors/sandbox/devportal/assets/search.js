// The search on the home page. What is searched for is in the URL's fragment, which no server sees:
// a link can hold it.
import { cards } from "./cards.js";
import { prepared, search } from "./ranking.js";
import { fragment, read, write } from "./searchfields.js";

const FILTERS = ["vendor", "tag", "lifecycle"];

/** Makes the search of the page work. */
export async function start() {
  const field = document.getElementById("search");
  if (!field) {
    return;
  }
  const filters = FILTERS.map((name) => [name, document.querySelector(`[data-filter="${name}"]`)]);
  const fields = { q: field, ...Object.fromEntries(filters) };
  const clear = document.getElementById("search-clear");
  const shown = cards();
  let index = null;

  const show = () => {
    const asked = read(fields);
    const any = Object.values(asked).some(Boolean);
    if (clear) {
      clear.hidden = !any;
    }
    if (!any) {
      shown.all();
    } else if (index) {
      shown.only(search(index, { ...asked, text: asked.q }));
    }
  };
  const fromUrl = () => {
    write(fields, new URLSearchParams(location.hash.slice(1)));
    show();
  };

  for (const one of Object.values(fields)) {
    one?.addEventListener("input", () => {
      history.replaceState(null, "", fragment(read(fields)));
      show();
    });
  }
  field.form?.addEventListener("submit", (event) => event.preventDefault());
  clear?.addEventListener("click", () => {
    write(fields, new URLSearchParams());
    history.replaceState(null, "", fragment({}));
    show();
    field.focus();
  });
  addEventListener("hashchange", fromUrl);
  fromUrl();
  try {
    index = await load();
    show();
  } catch {
    shown.unavailable();
  }
}

async function load() {
  const answer = await fetch(document.body.dataset.search ?? "search.json");
  if (!answer.ok) {
    throw new Error(`search.json: ${answer.status}`);
  }
  return prepared(await answer.json());
}

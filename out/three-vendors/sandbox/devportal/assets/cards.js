// The cards of the home page: one for each version of an API, in a group for each name.

/** All the page's cards, to be shown by what a search found. */
export function cards() {
  const list = document.getElementById("api-list");
  const found = [...document.querySelectorAll("[data-api-card]")];
  const byName = new Map(found.map((card) => [card.dataset.apiCard, card]));
  const groups = [...document.querySelectorAll("[data-api-group]")];
  let ordered = groups;

  const arrange = (wanted) => {
    if (wanted.some((group, at) => group !== ordered[at])) {
      list?.append(...wanted);
      ordered = wanted;
    }
  };

  return {
    all() {
      for (const one of [...found, ...groups]) {
        one.hidden = false;
      }
      arrange(groups);
      tell(found.length, found.length);
    },

    /** Those of these APIs, as search.json has them, in this order. */
    only(apis) {
      const shown = new Set(apis.map((api) => byName.get(api.card)).filter(Boolean));
      const best = new Set([...shown].map((card) => card.closest("[data-api-group]")));
      for (const card of found) {
        card.hidden = !shown.has(card);
      }
      for (const group of groups) {
        group.hidden = !best.has(group);
      }
      arrange([...best, ...groups.filter((group) => !best.has(group))].filter(Boolean));
      tell(shown.size, found.length);
    },

    unavailable() {
      status("The search is not available: search.json could not be read.");
    },
  };
}

function tell(count, all) {
  const none = document.getElementById("search-none");
  if (none) {
    none.hidden = count > 0;
  }
  const apis = all === 1 ? "API" : "APIs";
  status(count === all ? `${all} ${apis}` : `${count} of ${all} ${apis}`);
}

function status(text) {
  const line = document.getElementById("search-status");
  // What is said again without a change disturbs people who listen.
  if (line && line.textContent !== text) {
    line.textContent = text;
  }
}

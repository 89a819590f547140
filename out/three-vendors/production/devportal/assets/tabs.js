// Tabs, as the ARIA Authoring Practices Guide has them: arrows, Home and End move and select.

/** Makes every list of tabs of the page work. Without scripts all panels are there. */
export function start() {
  for (const list of document.querySelectorAll('[role="tablist"]')) {
    const tabs = [...list.querySelectorAll('[role="tab"]')];
    const chosen = tabs.find((tab) => tab.getAttribute("aria-selected") === "true") ?? tabs[0];
    if (!chosen) {
      continue;
    }
    select(tabs, chosen);
    const whole = list.closest("[data-tabs]");
    if (whole) {
      whole.dataset.ready = "";
    }
    list.addEventListener("click", (event) => {
      const tab = event.target.closest('[role="tab"]');
      if (tab) {
        select(tabs, tab);
      }
    });
    list.addEventListener("keydown", (event) => {
      const next = neighbour(tabs, event);
      if (next) {
        event.preventDefault();
        select(tabs, next);
        next.focus();
      }
    });
    reveal(tabs);
    addEventListener("hashchange", () => reveal(tabs));
  }
}

function select(tabs, chosen) {
  for (const tab of tabs) {
    const yes = tab === chosen;
    tab.setAttribute("aria-selected", String(yes));
    tab.tabIndex = yes ? 0 : -1;
    const panel = panelOf(tab);
    if (panel) {
      panel.hidden = !yes;
    }
  }
}

function neighbour(tabs, event) {
  const at = tabs.indexOf(event.target);
  const steps = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 };
  if (at < 0 || !Object.hasOwn(steps, event.key) || event.ctrlKey || event.altKey || event.metaKey) {
    return null;
  }
  return tabs[(steps[event.key] + tabs.length) % tabs.length];
}

/** A link may lead into a panel that is not shown. */
function reveal(tabs) {
  const target = document.getElementById(decoded(location.hash.slice(1)));
  const tab = target && tabs.find((one) => panelOf(one)?.contains(target));
  if (tab) {
    select(tabs, tab);
    target.scrollIntoView();
  }
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function panelOf(tab) {
  return document.getElementById(tab.getAttribute("aria-controls"));
}

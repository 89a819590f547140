// The colours: as the system has them, light, or dark. Not a module, since those run when the page
// has been painted already; the choice is set before.
"use strict";
{
  const PLACE = "portal-theme";
  const root = document.documentElement;

  // Storage can be refused, by a setting of the browser or for a page without an origin.
  const kept = () => {
    try {
      return localStorage.getItem(PLACE);
    } catch {
      return null;
    }
  };

  const keep = (choice) => {
    try {
      if (choice === "system") {
        localStorage.removeItem(PLACE);
      } else {
        localStorage.setItem(PLACE, choice);
      }
    } catch {
      // The choice holds for this page.
    }
  };

  const show = (choice) => {
    if (choice === "light" || choice === "dark") {
      root.dataset.theme = choice;
    } else {
      delete root.dataset.theme;
    }
  };

  show(kept());
  // From a disk, browsers run no modules: the page is then as without scripts, but for the colours.
  if (location.protocol === "file:") {
    root.dataset.still = "";
  }
  document.addEventListener("DOMContentLoaded", () => {
    const field = document.getElementById("theme");
    if (!field) {
      return;
    }
    field.value = root.dataset.theme ?? "system";
    field.addEventListener("change", () => {
      show(field.value);
      keep(field.value);
    });
  });
}

// Which section of the page is being read, marked in the list of sections beside it.

const SLACK = 2; // pixels by which browsers miss the place that a link leads to

/** Marks it, now and from now on. */
export function start() {
  const links = [...document.querySelectorAll('.side a[href^="#"]')];
  const parts = links.map((link) => ({ link, section: target(link) })).filter((one) => one.section);
  if (!parts.length) {
    return;
  }
  let asked = false;
  const look = () => {
    asked = false;
    mark(parts, current(parts));
  };
  // At most once for each frame that is painted.
  const soon = () => {
    if (!asked) {
      asked = true;
      requestAnimationFrame(look);
    }
  };
  addEventListener("scroll", soon, { passive: true });
  addEventListener("hashchange", soon);
  // Sections grow and shrink: a tab is chosen, the reference is opened, the window is made smaller.
  // It reports at first, too.
  new ResizeObserver(soon).observe(document.body);
}

function target(link) {
  return document.getElementById(link.hash.slice(1));
}

/** The last one that has reached the place where links lead to. Those at the end of the page never
 * do: there it is the one that a link has led to, or the last. */
function current(parts) {
  const root = document.documentElement;
  const line = (Number.parseFloat(getComputedStyle(root).scrollPaddingTop) || 0) + SLACK;
  const reached = parts.filter(({ section }) => section.getBoundingClientRect().top <= line);
  const atEnd = innerHeight + scrollY >= root.scrollHeight - SLACK;
  if (atEnd) {
    const wanted = document.querySelector(":target");
    const led = parts.slice(reached.length).find(({ section }) => section.contains(wanted));
    if (led) {
      return led;
    }
  }
  // A page that is seen as a whole is at its end, and was not scrolled.
  return (atEnd && scrollY > SLACK ? parts : reached).at(-1) ?? parts[0];
}

function mark(parts, chosen) {
  for (const { link } of parts) {
    if (link === chosen.link) {
      link.setAttribute("aria-current", "location");
    } else {
      link.removeAttribute("aria-current");
    }
  }
}

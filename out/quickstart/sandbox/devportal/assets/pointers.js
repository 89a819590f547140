// JSON pointers (RFC 6901) as lists of their reference tokens.

/** What the pointer leads to; undefined where it leads nowhere. */
export function get(document, pointer) {
  let found = document;
  for (const token of pointer) {
    // Of texts and of what every object inherits, there are no members.
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, token)) {
      return undefined;
    }
    found = found[token];
  }
  return found;
}

const INDEX = /^(?:0|[1-9][0-9]{0,6})$/;

/** Sets what the pointer leads to. What is not there on the way is made: a list for a token that can
 * be a place in one, else an object. */
export function put(document, pointer, value) {
  let place = document;
  pointer.forEach((token, index) => {
    const last = index === pointer.length - 1;
    if (last || !Object.hasOwn(place, token)) {
      add(place, token, last ? value : INDEX.test(pointer[index + 1]) ? [] : {});
    }
    place = place[token];
  });
}

/** As an own member, whatever its name: an assignment to `__proto__` would be none. */
function add(place, token, value) {
  Object.defineProperty(place, token, {
    value,
    configurable: true,
    enumerable: true,
    writable: true,
  });
}

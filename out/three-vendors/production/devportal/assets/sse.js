// Server-sent events, as WHATWG's HTML has them (section 9.2.6), from pieces of text.

/** A reader: `push` takes a piece and returns the events that it completes, `{name, data}`. One
 * that the stream does not complete is none. */
export function sseReader() {
  let rest = "";
  let name = "";
  let data = [];

  const line = (text, events) => {
    if (text === "") {
      if (data.length) {
        events.push({ name: name || "message", data: data.join("\n") });
      }
      name = "";
      data = [];
      return;
    }
    const colon = text.indexOf(":");
    const field = colon === -1 ? text : text.slice(0, colon);
    const value = colon === -1 ? "" : text.slice(colon + 1).replace(/^ /, "");
    if (field === "data") {
      data.push(value);
    } else if (field === "event") {
      name = value;
    }
  };

  return {
    push(piece) {
      // A CR at the end of a piece may be half of a line break.
      const lines = (rest + piece).split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop();
      const events = [];
      for (const one of lines) {
        line(one, events);
      }
      return events;
    },

    end() {
      const events = [];
      // The CR that was waited with was a whole line break, then.
      if (rest.endsWith("\r")) {
        line(rest.slice(0, -1), events);
      }
      return events;
    },
  };
}

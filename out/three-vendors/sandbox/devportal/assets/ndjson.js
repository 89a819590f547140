// One JSON text for each line.

/** A reader, as that of server-sent events. Empty lines are nothing. */
export function ndjsonReader() {
  let rest = "";
  return {
    push(piece) {
      const lines = (rest + piece).split("\n");
      rest = lines.pop();
      return events(lines);
    },

    /** The last line needs no line break. */
    end() {
      return events([rest]);
    },
  };
}

function events(lines) {
  return lines.filter((line) => line.trim()).map((line) => ({ name: "", data: line }));
}

// Text in columns that fits the width of a terminal.

/** A last column that is narrower than this is unreadable: it continues at the left instead. */
const MIN_LAST_COLUMN = 20;

/**
 * Rows with columns that are as wide as their widest cell, two spaces apart.
 *
 * @param width - If given, a longer row continues in further lines below its last column
 */
export function formatColumns(rows: readonly string[][], width = Number.POSITIVE_INFINITY): string[] {
  const widths = Array.from({ length: Math.max(...rows.map((row) => row.length)) }, (_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const lastColumn = widths.slice(0, -1).reduce((sum, each) => sum + each + 2, 0);
  const hang = width - lastColumn >= MIN_LAST_COLUMN ? lastColumn : 2;
  return rows.map((row) => {
    const line = row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ");
    return wrap(line.trimEnd(), width, hang);
  });
}

/** Breaks a line between words where it is longer than the width, unless the next word fits no line, such as a URL. */
export function wrap(line: string, width = Number.POSITIVE_INFINITY, hang = 0): string {
  const lines: string[] = [];
  let current = "";
  for (const [spaced] of line.matchAll(/ *[^ ]+/g)) {
    const continued = " ".repeat(hang) + spaced.trimStart();
    const isBroken = current.length + spaced.length > width && continued.length <= width;
    if (isBroken && current.trim() !== "") {
      lines.push(current);
      current = continued;
    } else {
      current += spaced;
    }
  }
  return [...lines, current].join("\n");
}

export function cut(line: string, width: number): string {
  // An emoji is two units of a string, and half of one is unreadable.
  const characters = [...line];
  return characters.length > width ? `${characters.slice(0, width - 1).join("")}…` : line;
}

export function indent(text: string): string {
  return text.replace(/^(?=.)/gm, "  ");
}

// Text in columns that fits the width of a terminal.

/** Lines with columns that are as wide as their widest cell, two spaces apart. */
export function formatColumns(rows: readonly string[][]): string[] {
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const format = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(width(column))).join("  ");
  return rows.map((row) => format(row).trimEnd());
}

export function cut(line: string, width: number): string {
  // An emoji is two units of a string, and half of one is unreadable.
  const characters = [...line];
  return characters.length > width ? `${characters.slice(0, width - 1).join("")}…` : line;
}

export function indent(text: string): string {
  return text.replace(/^(?=.)/gm, "  ");
}

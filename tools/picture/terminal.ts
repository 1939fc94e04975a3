// Draws what a terminal shows as an SVG. A terminal emulator interprets the colors and breaks the lines.
import xterm, { type IBufferCell, type Terminal } from "@xterm/headless";

const columns = 100;
const fontSize = 13;
const cell = { width: 7.83, height: 18 };
const padding = 18;
const colors = {
  background: "#14171f",
  text: "#d6dae3",
  /** The sixteen colors of a terminal, readable on the background. */
  palette: [
    ["#3b4252", "#f2777a", "#7bd88f", "#f5c56b", "#6fa8ff", "#d6a3f5", "#62d0d8", "#d6dae3"],
    ["#8a93a6", "#ff9a9c", "#9ceeb0", "#ffd98f", "#93c0ff", "#e6c3ff", "#8be6ec", "#ffffff"],
  ].flat(),
};

export interface Caption {
  title: string;
  description: string;
}

/** The lines of a terminal after it has printed the text. */
export async function drawTerminal(text: string, { title, description }: Caption): Promise<string> {
  const terminal = new xterm.Terminal({ cols: columns, rows: 200, allowProposedApi: true, convertEol: true });
  await new Promise<void>((resolve) => terminal.write(text, resolve));
  const lines = Array.from({ length: 200 }, (_, row) => spans(terminal, row));
  terminal.dispose();
  const last = lines.findLastIndex((line) => line !== "");
  const rows = lines.slice(0, last + 1).map((line, row) => {
    const y = padding + 24 + (row + 0.75) * cell.height;
    return line === "" ? "" : `<text x="${padding}" y="${y.toFixed(1)}">${line}</text>\n`;
  });
  const width = Math.ceil(columns * cell.width + 2 * padding);
  const height = Math.ceil((last + 1) * cell.height + 2 * padding + 24);
  const dots = ["#ff5f57", "#febc2e", "#28c840"].map(
    (color, index) => `<circle cx="${padding + 6 + index * 18}" cy="20" r="5.5" fill="${color}"/>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
<title>${escapeXml(title)}</title>
<desc>${escapeXml(description)}</desc>
<rect width="${width}" height="${height}" rx="10" fill="${colors.background}"/>
${dots.join("")}
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="${fontSize}" fill="${colors.text}" xml:space="preserve">
${rows.join("")}</g>
</svg>
`;
}

/** A line, with one element for the cells beside each other that look alike. */
function spans(terminal: Terminal, row: number): string {
  const line = terminal.buffer.active.getLine(row);
  const runs: { style: string; text: string; column: number }[] = [];
  const length = line?.translateToString(true).length ?? 0;
  for (let column = 0; column < length; column++) {
    const at = line?.getCell(column);
    if (at === undefined) continue;
    const [style, text] = [styleOf(at), at.getChars() || " "];
    const run = runs.at(-1);
    if (run?.style === style) run.text += text;
    else runs.push({ style, text, column });
  }
  return runs
    .filter(({ text }) => text.trim() !== "")
    .map(({ style, text, column }) => {
      const x = (padding + column * cell.width).toFixed(1);
      return `<tspan x="${x}" textLength="${(text.length * cell.width).toFixed(1)}"${style}>${escapeXml(text)}</tspan>`;
    })
    .join("");
}

function styleOf(at: IBufferCell): string {
  const color = at.isFgPalette() ? colors.palette[at.getFgColor()] : undefined;
  return [
    color === undefined ? "" : ` fill="${color}"`,
    at.isBold() ? ' font-weight="bold"' : "",
    at.isUnderline() ? ' text-decoration="underline"' : "",
  ].join("");
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** The text of a picture, line by line. */
export function textOf(svg: string): string[] {
  const lines = svg.match(/<text .*<\/text>/g) ?? [];
  const plain = (line: string) =>
    line
      .replaceAll(/<[^>]+>/g, "")
      .replaceAll("&lt;", "<")
      .replaceAll("&gt;", ">");
  return lines.map((line) => plain(line).replaceAll("&amp;", "&").trim());
}

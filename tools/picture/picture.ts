// The picture of the README.
import { runSession, withoutIds } from "./session.ts";
import { drawTerminal } from "./terminal.ts";

export const pictureFile = new URL("../../docs/images/terminal.svg", import.meta.url);

export async function drawPicture(engine: string): Promise<string> {
  const shown = await runSession(engine);
  const text = shown.map(({ command, output }) => `\u001b[1m$ ${command}\u001b[0m\n${withoutEmptyLines(output)}`);
  const title = "pulumi preview: plan and price of a new store, and a change that would delete its data is rejected";
  const description = "The commands and what they print, line by line, as text.";
  return drawTerminal(withoutIds(text.join("\n")), { title, description });
}

function withoutEmptyLines(output: string): string {
  return output.replaceAll(/^\s*\r?\n/gm, "");
}

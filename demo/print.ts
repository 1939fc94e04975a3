// What the demo says between the engine's own output. Colours only where stdout is a terminal that has them.
import { styleText } from "node:util";
import type { JournalEntry } from "vercel-marketplace-emulator";
import type { Edit, Step } from "./step.ts";

export function narrate(...lines: string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`);
}

export function narrateProgram(path: string, text: string): void {
  narrate("", `The program, ${path}:`, "");
  for (const line of text.trimEnd().split("\n")) narrate(`    ${line}`.trimEnd());
}

export function narrateStep(step: Step, number: string): void {
  narrate("", styleText(["bold", "cyan"], `━━ ${number} ${step.title}`), ...step.before.map((line) => `   ${line}`));
  if (step.edit) narrate("", ...changedLines(step.edit));
  narrate("", styleText("bold", `$ pulumi ${step.command.join(" ")}`));
}

/** Facts from the emulator's journal, whatever they are: whether they are right is for the claims to say. */
export function narrateTraffic(requests: readonly JournalEntry[]): void {
  const writes = requests.filter(({ method }) => method !== "GET");
  const counted = `${plural(requests.length, "request")}, ${plural(writes.length, "write")}`;
  narrate("", styleText("cyan", `   The API saw ${counted}`));
  for (const { method, path } of writes) narrate(styleText("cyan", `   - ${method} ${path}`));
}

export function narrateClaim(says: string): void {
  narrate(`   ${styleText("green", "✓")} ${says}`);
}

function changedLines(edit: Edit): string[] {
  const removed = edit.remove === undefined ? [] : [styleText("red", `   - ${edit.remove.trim()}`)];
  return [...removed, styleText("green", `   + ${edit.add.trim()}`)];
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

// What the demo prints between the output of the engine. Colors are used only where stdout is a terminal that has them.
import { styleText } from "node:util";
import type { JournalEntry } from "vercel-marketplace-emulator";
import type { Edit, Step } from "./step.ts";

export function print(...lines: string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`);
}

export function printProgram(text: string): void {
  print(...text.split("\n").flatMap((line) => (line === "" ? [] : [`    ${line}`])));
}

export function printStep(step: Step, number: string): void {
  print("", styleText(["bold", "cyan"], `━━ ${number} ${step.title}`));
  if (step.edit) print(...changedLines(step.edit));
  print(styleText("bold", `$ pulumi ${step.command.join(" ")}`));
}

/** The checks of a step that have passed, after the number of requests in the emulator's journal. */
export function printPassed(requests: readonly JournalEntry[], descriptions: readonly string[]): void {
  const writes = requests.filter(({ method }) => method !== "GET");
  const counted = `${plural(requests.length, "request")}, ${plural(writes.length, "write")}.`;
  print(`   ${styleText("green", "✓")} ${[counted, ...descriptions].join(" ")}`);
}

function changedLines(edit: Edit): string[] {
  const removed = edit.remove === undefined ? [] : [styleText("red", `   - ${edit.remove.trim()}`)];
  const added = edit.add.split("\n").map((line) => styleText("green", `   + ${line.trim()}`));
  return [...removed, ...added];
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

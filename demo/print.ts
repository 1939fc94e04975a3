// What the demo prints between the output of the engine. Colors are used only where stdout is a terminal that has them.
import { styleText } from "node:util";
import type { JournalEntry } from "vercel-marketplace-emulator";
import type { Edit, Step } from "./step.ts";

export function print(...lines: string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`);
}

export function printProgram(path: string, text: string): void {
  print("", `The program, ${path}:`, "");
  for (const line of text.trimEnd().split("\n")) print(`    ${line}`.trimEnd());
}

export function printStep(step: Step, number: string): void {
  print("", styleText(["bold", "cyan"], `━━ ${number} ${step.title}`), ...step.before.map((line) => `   ${line}`));
  if (step.edit) print("", ...changedLines(step.edit));
  print("", styleText("bold", `$ pulumi ${step.command.join(" ")}`));
}

/** The requests in the emulator's journal, correct or not: the checks of the step decide that. */
export function printRequests(requests: readonly JournalEntry[]): void {
  const writes = requests.filter(({ method }) => method !== "GET");
  const counted = `${plural(requests.length, "request")}, ${plural(writes.length, "write")}`;
  print("", styleText("cyan", `   The API received ${counted}`));
  for (const { method, path } of writes) print(styleText("cyan", `   - ${method} ${path}`));
}

export function printPassed(description: string): void {
  print(`   ${styleText("green", "✓")} ${description}`);
}

function changedLines(edit: Edit): string[] {
  const removed = edit.remove === undefined ? [] : [styleText("red", `   - ${edit.remove.trim()}`)];
  return [...removed, styleText("green", `   + ${edit.add.trim()}`)];
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

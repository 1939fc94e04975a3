// Values that nobody must see: tokens, secrets of stores, variables of projects.
import type { Emulator } from "vercel-marketplace-emulator";
import { expect } from "vitest";
import type { Stack } from "./stack.ts";

export function canaries(emulator: Emulator): string[] {
  const stores = emulator.stores.list().flatMap(({ id }) => Object.values(emulator.stores.secretValues(id)));
  const projects = emulator.projects
    .list()
    .flatMap(({ id }) => emulator.projects.variables(id).map(({ value }) => value));
  return [...new Set([...Object.values(emulator.tokens), ...stores, ...projects])].filter((value) => value.length > 3);
}

/** Fails if any value appears in an output of a command, or in a file that the engine has written. */
export async function expectNoCanaries(
  { emulator, workspace }: Pick<Stack, "emulator" | "workspace">,
  outputs: readonly string[],
  more: readonly string[] = [],
): Promise<void> {
  const bytes = await workspace.stateBytes();
  const values = [...canaries(emulator), ...more];
  expect(values.length).toBeGreaterThan(5);
  for (const value of values) {
    for (const output of outputs) expect(output).not.toContain(value);
    expect(bytes.includes(value)).toBe(false);
  }
}

// A forced replacement that is interrupted: the state never points to a store that a later run deletes.
import type { BarrierGiven } from "vercel-marketplace-emulator";
import { expect, test } from "vitest";
import { exhaustive } from "../support/matrix.ts";
import { crash, recover, type Victim } from "./support/crash.ts";
import { createStack, program, STORE_TYPE } from "./support/stack.ts";

const programOf = (adopt?: string) =>
  program(`new IntegrationStore("db", {
    integration: "neon", metadata: { region: "iad1" }, allowReplacement: true, ${adopt === undefined ? "" : `adopt: "${adopt}"`}
  })`);

const POST = "POST /v1/storage/stores/integration/direct";
const DELETE = "DELETE /v1/storage/stores/integration/:id";

interface Point {
  label: string;
  point: BarrierGiven;
  victims: readonly Victim[];
}

const cli: readonly Victim[] = ["the CLI"];
const cliOrBoth: readonly Victim[] = ["the CLI", "both"];

/** Killing the provider too makes a difference only after the server has committed a request. */
const points: readonly Point[] = [
  { label: "before the deletion of the original", point: { route: DELETE, at: "before-commit" }, victims: cli },
  { label: "after the deletion of the original", point: { route: DELETE, at: "after-commit" }, victims: cliOrBoth },
  { label: "before the commit of the replacement", point: { route: POST, at: "before-commit" }, victims: cli },
  { label: "after its commit", point: { route: POST, at: "after-commit" }, victims: cliOrBoth },
  { label: "after its response", point: { route: POST, at: "after-answer" }, victims: cli },
];

const crashes = points.flatMap(({ label, point, victims }) =>
  victims.map((victim) => ({ what: `${victim} killed ${label}`, point, victim })),
);

test.each(crashes)("P11 $what: one store, and no later run deletes it", exhaustive, async ({ point, victim }) => {
  await using stack = await createStack({ program: programOf() });
  const { emulator, workspace } = stack;
  await workspace.up();
  const [original] = await workspace.resources(STORE_TYPE);
  const args = ["up", "--yes", "--skip-preview", "--non-interactive", "--replace", String(original?.urn)];

  await crash(stack, { point, victim, args });
  await recover(stack, programOf, { refresh: true });

  const inState = (await workspace.resources(STORE_TYPE)).map(({ id }) => id);
  expect(inState).toEqual(emulator.stores.list().map(({ id }) => id));
  expect(inState).toHaveLength(1);
  emulator.journal.clear();
  expect((await workspace.up()).code).toBe(0);
  expect(emulator.journal.writes()).toEqual([]);
});

// Resource options that a dynamic provider never gets: the constructors pass on what they mean.
import { expect, test } from "vitest";
import { exhaustive } from "../support/matrix.ts";
import { expectMessage } from "./support/messages.ts";
import { CREATE_ROUTE, createStack, program, STORE_TYPE } from "./support/stack.ts";

const store = (opts: string, { region = "iad1", more = "" } = {}) =>
  program(`new IntegrationStore("db", { integration: "neon", metadata: { region: "${region}" }, ${more} }, ${opts})`);

test("P13 customTimeouts bound the time until a store is ready, as timeouts do", exhaustive, async () => {
  await using stack = await createStack({
    program: store(`{ customTimeouts: { create: "500ms" } }`),
    behaviour: { provisioning: { status: "initializing", reads: 1_000_000, end: "available" } },
  });
  const { emulator, workspace } = stack;

  const up = await workspace.up();

  expectMessage(up.output, "store-not-ready", "initializing");
  expect(emulator.journal.count("POST", CREATE_ROUTE)).toBe(1);
  expect(await workspace.resources(STORE_TYPE)).toMatchObject([{ inputs: { timeouts: { create: "500ms" } } }]);
});

test("P18 the option import fails at preview, and the message names adopt", exhaustive, async () => {
  await using stack = await createStack({ program: store(`{ import: "ir_1" }`) });

  const preview = await stack.workspace.preview();

  expect(preview.code).not.toBe(0);
  expectMessage(preview.output, "option-unsupported", 'adopt: "ir_1"');
  expect(preview.output).not.toMatch(/^\s+at /m);
});

test("P20 a replacement that retainOnDelete would leave without a name fails at preview", exhaustive, async () => {
  const retaining = "{ retainOnDelete: true }";
  await using stack = await createStack({ program: store(retaining) });
  const { emulator, workspace } = stack;
  await workspace.up();
  await workspace.writeProgram(store(retaining, { region: "fra1", more: "allowReplacement: true" }));
  emulator.journal.clear();

  const preview = await workspace.preview();

  expect(preview.code).not.toBe(0);
  expectMessage(preview.output, "replacement-retains", "shop-dev-db");
  expect(emulator.journal.writes()).toEqual([]);
});

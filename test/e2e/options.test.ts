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

test.each([
  { forceDestroy: false, remaining: 1 },
  { forceDestroy: true, remaining: 0 },
])("P21 a store whose connection has deletedWith: forceDestroy $forceDestroy", exhaustive, async (row) => {
  await using stack = await createStack();
  const { emulator, workspace } = stack;
  const connection = `
    const { ProjectConnection } = require("pulumi-vercel-marketplace");
    new ProjectConnection("link", { storeId: db.id, projectId: "${emulator.projects.get("web")?.id}" }, { deletedWith: db });
  `;
  const args = `{ integration: "neon", metadata: { region: "iad1" }, forceDestroy: ${row.forceDestroy} }`;
  await workspace.writeProgram(program(`new IntegrationStore("db", ${args})`, connection));
  expect(await workspace.up()).toMatchObject({ code: 0 });

  const destroy = await workspace.destroy();

  expect(destroy.code === 0).toBe(row.forceDestroy);
  if (!row.forceDestroy) expectMessage(destroy.output, "store-in-use", "with deletedWith this store, stays connected");
  expect(emulator.stores.list()).toHaveLength(row.remaining);
});

// What people do with a stack besides `up`: move resources, protect them, set options by a transform, retry by a hook.
import { expect, test } from "vitest";
import { exhaustive } from "../support/matrix.ts";
import { expectMessage } from "./support/messages.ts";
import { createStack, program, STORE_TYPE } from "./support/stack.ts";

const neon = (region: string, more = "") =>
  `new IntegrationStore("db", { integration: "neon", metadata: { region: "${region}" }, name: "shop-db" ${more} })`;

test(
  "P46 P3 a store that `pulumi state move` gave to another stack is unchanged there, and stays",
  exhaustive,
  async () => {
    await using stack = await createStack({ program: program(neon("iad1")) });
    const { emulator, workspace } = stack;
    expect((await workspace.up()).code).toBe(0);
    const [resource] = await workspace.resources(STORE_TYPE);
    const [store] = emulator.stores.list();
    expect((await workspace.pulumi(["stack", "init", "other"])).code).toBe(0);

    const moved = await workspace.pulumi([
      "state",
      "move",
      "--yes",
      "--source",
      "dev",
      "--dest",
      "other",
      String(resource?.urn),
    ]);

    expect(moved.code, moved.output).toBe(0);
    emulator.journal.clear();
    const there = await workspace.pulumi(["preview", "--stack", "other", "--expect-no-changes", "--non-interactive"]);
    expect(there.code, there.output).toBe(0);
    await workspace.writeProgram("");
    const here = await workspace.pulumi(["up", "--stack", "dev", "--yes", "--skip-preview", "--non-interactive"]);
    expect(here.code, here.output).toBe(0);
    expect(emulator.journal.writes()).toEqual([]);
    expect(emulator.stores.get(String(store?.id))).toMatchObject({ id: store?.id });
  },
);

test("P20 a protected store is not replaced, although the program allows it", exhaustive, async () => {
  const protectedStore = (region: string) =>
    neon(region, ", allowReplacement: true").replace(/\)$/, ", { protect: true })");
  await using stack = await createStack({ program: program(protectedStore("iad1")) });
  const { emulator, workspace } = stack;
  expect((await workspace.up()).code).toBe(0);
  const before = emulator.stores.list();
  await workspace.writeProgram(program(protectedStore("fra1")));

  for (const run of [await workspace.preview(), await workspace.up(["--skip-preview"])]) {
    expect(run.code).not.toBe(0);
    expect(run.output).toContain("protect");
  }
  expect(emulator.stores.list()).toEqual(before);
});

test("P11 P44 a transform that creates before it deletes fails before any POST", exhaustive, async () => {
  const of = (region: string) =>
    program(neon(region, ", allowReplacement: true"), "").replace(
      "const db",
      "pulumi.runtime.registerResourceTransform(({ props, opts }) => ({ props, opts: { ...opts, deleteBeforeReplace: false } }));\n    const db",
    );
  await using stack = await createStack({ program: of("iad1") });
  const { emulator, workspace } = stack;
  expect((await workspace.up()).code).toBe(0);
  const before = emulator.stores.list();
  emulator.journal.clear();
  await workspace.writeProgram(of("fra1"));

  const up = await workspace.up();

  expect(up.code).not.toBe(0);
  expectMessage(up.output, "store-name-taken", "deleteBeforeReplace");
  expect(emulator.journal.writes()).toEqual([]);
  expect(emulator.stores.list()).toEqual(before);
});

test(
  "P6 P7 an error hook that retries for ever sends no second POST after an unclear response",
  exhaustive,
  async () => {
    const text = `
    const hook = new pulumi.ErrorHook("again", (args) => { attempts += 1; return attempts < 5; });
    ${program(neon("iad1").replace(/\)$/, ", { hooks: { onError: [hook] } })"))}
  `.replace("const hook", 'const pulumi = require("@pulumi/pulumi");\n let attempts = 0;\n const hook');
    await using stack = await createStack({
      program: text.replace(/const pulumi = require\("@pulumi\/pulumi"\);\s*const \{/, "const {"),
    });
    const { emulator, workspace } = stack;
    emulator.faults.add({ route: "POST /v1/storage/stores/integration/direct", at: "before-commit", kind: "reset" });

    const up = await workspace.up();

    expect(up.code).not.toBe(0);
    // Only the last error is shown.
    expectMessage(up.output, "creation-pending");
    expect(emulator.journal.count("POST", "/v1/storage/stores/integration/direct")).toBe(1);
    expect(emulator.stores.list()).toEqual([]);
  },
);

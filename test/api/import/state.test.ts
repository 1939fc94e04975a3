// The import file and the program together: after a first read, the state equals that of a created resource, and the
// program changes nothing.
import { expect, test } from "vitest";
import type { StoreInputs } from "../../../provider/src/contract/integration-store.ts";
import { PartialStateError } from "../../../provider/src/errors/operation-error.ts";
import { integrationStore } from "../../../provider/src/lifecycle/integration-store/index.ts";
import { projectConnection } from "../../../provider/src/lifecycle/project-connection/index.ts";
import {
  checked,
  createStore,
  emulate,
  failureOf,
  type ProcessContext,
  processOf,
} from "../../support/process-context.ts";
import { seedConnections, seedEveryProduct } from "../../support/seeded-team.ts";
import { declarationsOf, entriesOf, type ImportEntry, type ImportFolder, importFolder } from "./import-run.ts";

/** The properties of an entry as the lifecycle gets them. */
function properties<Values extends object>({ __provider: _, ...values }: Values & { __provider?: unknown }) {
  return values;
}

/** The arguments of an entry in the program, with the ids of stores. */
function argumentsOf(run: ImportFolder, { type, name }: ImportEntry): Record<string, unknown> {
  const declared = declarationsOf(run).find((one) => one.name === name && type.endsWith(one.type));
  const { storeId } = declared?.args ?? {};
  const store = entriesOf(run).find((one) => type !== one.type && one.name === (storeId as { idOf?: string })?.idOf);
  return { ...declared?.args, ...(store === undefined ? {} : { storeId: store.id }) };
}

/** What a refresh and then a preview of the program do. */
async function refreshAndPreview(context: ProcessContext, run: ImportFolder, entry: ImportEntry) {
  const lifecycle = (entry.type.endsWith("IntegrationStore")
    ? integrationStore
    : projectConnection) as never as typeof integrationStore;
  const read = await lifecycle.read(context, entry.id, properties(entry.outputs) as never);
  const inputs = read?.inputs as StoreInputs;
  const check = await lifecycle.check(context, inputs, argumentsOf(run, entry) as never);
  const state = read?.state as never;
  return { state, inputs, check, diff: await lifecycle.diff(context, entry.id, state, check.inputs) };
}

test("P18 P28 after a refresh, the program changes nothing, and no secret was in the file", async () => {
  await using emulator = await emulate({ pageSize: 5 });
  const stores = seedEveryProduct(emulator);
  seedConnections(emulator);
  await using run = await importFolder(emulator);
  const { imported } = await run.result("--all");
  expect(imported.filter(({ resource }) => resource === "store")).toHaveLength(stores.length);
  const tokens = entriesOf(run).flatMap(({ outputs }) => outputs.ownerToken ?? []);
  expect(new Set(tokens).size).toBe(stores.length);

  for (const entry of entriesOf(run)) {
    expect(Object.keys(entry.outputs)).not.toContain("secrets");
    expect(Object.keys(entry.outputs)).not.toContain("values");
    const context = processOf(emulator);
    const { check, diff, inputs, state } = await refreshAndPreview(context, run, entry);
    expect(inputs).toEqual(properties(entry.inputs));
    expect(check).toEqual({ inputs, failures: [] });
    expect(diff).toEqual({ changes: false, replaces: [] });
    expect(state).toMatchObject(properties(entry.outputs));
  }
});

test.each(["an id", "the token"])("P18 P43 the same for a team that the account names by %s", async (by) => {
  await using emulator = await emulate();
  const { id } = emulator.stores.seed({ name: "db", integration: "neon", metadata: { region: "iad1" } });
  emulator.projects.connect({ store: id, project: "web" });
  const team = emulator.state.team("acme").id;
  await using run = await importFolder(emulator);
  const environment = by === "an id" ? { VERCEL_TEAM: team } : {};
  const { VERCEL_TEAM: _, ...account } = emulator.environment();
  expect(await run.run(["--all"], { environment: { VERCEL_TEAM: "", ...account, ...environment } })).toMatchObject({
    code: 0,
  });

  for (const entry of entriesOf(run)) {
    const { check, diff, state } = await refreshAndPreview(processOf(emulator, { team }), run, entry);
    expect(check.failures).toEqual([]);
    expect(diff).toEqual({ changes: false, replaces: [] });
    expect(state).toMatchObject(properties(entry.outputs));
  }
});

test("P18 before a refresh, the program updates in place", async () => {
  await using emulator = await emulate();
  const { id } = emulator.stores.seed({ name: "db", integration: "neon", metadata: { region: "iad1" } });
  emulator.projects.connect({ store: id, project: "web" });
  await using run = await importFolder(emulator);
  await run.result("--all");

  for (const entry of entriesOf(run)) {
    const lifecycle = (entry.type.endsWith("IntegrationStore")
      ? integrationStore
      : projectConnection) as never as typeof integrationStore;
    const context = processOf(emulator);
    const { inputs } = await lifecycle.check(context, properties(entry.inputs), argumentsOf(run, entry) as never);
    const state = properties(entry.outputs) as never;
    expect(await lifecycle.diff(context, entry.id, state, inputs)).toEqual({ changes: true, replaces: [] });
    const updated = await lifecycle.update(context, entry.id, state, inputs);
    expect(updated).not.toHaveProperty("importedMetadata");
    expect(updated).toMatchObject(
      entry.type.endsWith("IntegrationStore")
        ? { secrets: emulator.stores.secretValues(id) }
        : { values: emulator.stores.secretValues(id) },
    );
  }
  expect(emulator.journal.writes()).toEqual([]);
});

test("P18 the state of a store equals that of one which the program has created", async () => {
  await using emulator = await emulate();
  seedEveryProduct(emulator);
  await using run = await importFolder(emulator);
  await run.result("--all", "--team", "acme");
  // Vercel creates no stores of a suspended installation, or on a plan that is no longer sold.
  const creatable = entriesOf(run).filter(({ name }) => !/^frost-cache|scale_v1$/.test(name));

  for (const entry of creatable) {
    const { state } = await refreshAndPreview(processOf(emulator), run, entry);
    await using elsewhere = await emulate();
    elsewhere.state.edit((world) => {
      const { billingPlan } = entry.outputs;
      const plan = billingPlan?.scope === "installation" ? { billingPlanId: billingPlan.id } : {};
      world.installations = emulator.state.snapshot().installations.map((one) => ({ ...one, ...plan }));
    });
    const args = { ...argumentsOf(run, entry), name: "as-created" };
    const { state: created } = await createStore(processOf(elsewhere), withPrepayment(args));
    expect(comparable(state)).toEqual(comparable(created));
  }
});

/** The API does not return how much was paid in advance, so no program of `import` has it. */
function withPrepayment(args: Record<string, unknown>): Record<string, unknown> {
  return args.billingPlanId === "prepay" ? { ...args, prepaymentAmountCents: 2500 } : args;
}

/** A state without what is different for every store, and without the note that a program may omit what was read. */
function comparable(state: object) {
  const { name: _, importedMetadata: __, prepaymentAmountCents: ___, ...rest } = state as Record<string, unknown>;
  for (const key of ["ownerToken", "externalResourceId", "dashboardUrl"]) {
    expect(rest[key]).toEqual(expect.any(String));
    delete rest[key];
  }
  return { ...rest, secrets: Object.keys(rest.secrets as object).sort() };
}

test("P18 the state of a connection equals that of one which the program has created", async () => {
  await using emulator = await emulate();
  const { id } = emulator.stores.seed({ name: "db", integration: "neon", metadata: { region: "iad1" } });
  emulator.projects.connect({ store: id, project: "docs", environments: ["preview"], prefix: "DB" });
  emulator.projects.connect({ store: id, project: "web", sensitive: true, environments: ["production", "preview"] });
  await using run = await importFolder(emulator);
  await run.result("--all");
  const entries = entriesOf(run).filter(({ type }) => type.endsWith("ProjectConnection"));
  expect(entries).toHaveLength(2);

  for (const entry of entries) {
    const { state } = await refreshAndPreview(processOf(emulator), run, entry);
    emulator.projects.disconnect(id, entry.id);
    const context = processOf(emulator);
    const { inputs } = await projectConnection.check(context, undefined, argumentsOf(run, entry) as never);
    const created = await projectConnection.create(context, inputs);
    expect(state).toEqual(created.state);
  }
});

test.each([{ metadata: { region: "iad1" } }, { metadata: {} }])(
  "P18 P20 a store that was suspended between import and refresh is not replaced without consent: %j",
  async ({ metadata }) => {
    await using emulator = await emulate();
    const { id } = emulator.stores.seed({ name: "db", integration: "neon", metadata: { region: "iad1" } });
    emulator.stores.edit(id, { metadata });
    await using run = await importFolder(emulator);
    await run.result("--all");
    const [entry] = entriesOf(run);
    if (entry === undefined) throw new Error("There is no entry.");
    emulator.stores.edit(id, { status: "suspended" });
    const { state, inputs } = await refreshAndPreview(processOf(emulator), run, entry);

    const args = { ...argumentsOf(run, entry), metadata: { region: "iad1" }, name: "other" } as never;
    const expectRejection = async (known: typeof state) => {
      const context = processOf(emulator);
      const changed = await checked(context, args, inputs);
      await expect(integrationStore.diff(context, entry.id, known, changed)).rejects.toMatchObject({
        code: "replacement-requires-consent",
      });
    };
    await expectRejection(state);
    // The same after an update that could not finish.
    const unfinished = await failureOf(integrationStore.update(processOf(emulator), entry.id, state, inputs));
    expect(unfinished).toBeInstanceOf(PartialStateError);
    await expectRejection((unfinished as PartialStateError<typeof state>).state());
  },
);

test("P18 P20 a program may omit metadata that was read, and a change of it still requires consent", async () => {
  await using emulator = await emulate();
  emulator.stores.seed({ name: "db", integration: "neon", metadata: { region: "iad1", auth: false } });
  await using run = await importFolder(emulator);
  await run.result("--all");
  const [entry] = entriesOf(run);
  if (entry === undefined) throw new Error("There is no entry.");
  const context = processOf(emulator);
  const { state, inputs } = await refreshAndPreview(context, run, entry);
  const args = argumentsOf(run, entry) as StoreInputs;

  const omitted = await checked(context, { ...args, metadata: { region: "iad1" } }, inputs);
  expect(await integrationStore.diff(context, entry.id, state, omitted)).toEqual({ changes: false, replaces: [] });
  const changed = await checked(context, { ...args, metadata: { region: "fra1" } }, inputs);
  await expect(integrationStore.diff(context, entry.id, state, changed)).rejects.toMatchObject({
    code: "replacement-requires-consent",
  });
});

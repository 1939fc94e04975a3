// Names that a creation would reject are rejected at preview, as far as the team's stores can be listed.
import { describe, expect, test } from "vitest";
import { DEFAULT_NAME_KEY } from "../../../provider/src/contract/integration-store.ts";
import { UNKNOWN } from "../../../provider/src/contract/values.ts";
import { render } from "../../../provider/src/errors/render.ts";
import { integrationStore } from "../../../provider/src/lifecycle/integration-store/index.ts";
import {
  ALWAYS,
  CREATE,
  checked,
  count,
  createStore,
  emulate,
  failureOf,
  LIST,
  neon,
  processOf,
} from "../../support/process-context.ts";

const seed = { name: "shop-db", integration: "neon", metadata: { region: "iad1" } };
const unnamed = { integration: "neon", metadata: { region: "iad1" } };

describe("P31 a name that exists", () => {
  test.each([
    { what: "given", args: neon },
    { what: "the default", args: { ...unnamed, [DEFAULT_NAME_KEY]: "shop-db" } },
    { what: "in other letters", args: { ...neon, name: "Shop-DB" } },
  ])("fails the preview, and costs one list: $what", async ({ args }) => {
    await using emulator = await emulate();
    const { id } = emulator.stores.seed(seed);

    const failure = await failureOf(checked(processOf(emulator), args));

    expect(failure.code).toBe("store-exists");
    expect(render(failure)).toContain(`adopt: "${id}"`);
    expect(count(emulator, LIST)).toBe(1);
    expect(emulator.journal.writes()).toEqual([]);
  });

  test("of another integration is a warning, because Vercel may accept it", async () => {
    await using emulator = await emulate();
    const { id } = emulator.stores.seed({ name: "shop-db", integration: "paid-db" });
    const context = processOf(emulator);

    await checked(context);

    expect(context.said.warning).toEqual([expect.stringMatching(new RegExp(`${id}.*\\[name-used-in-team\\]$`))]);
  });

  test("of another integration explains a conflict that Vercel reports", async () => {
    await using emulator = await emulate();
    const { id } = emulator.stores.seed({ name: "shop-db", integration: "paid-db" });
    emulator.faults.add({ route: CREATE, at: "before-commit", kind: "status", status: 409 });

    const failure = await failureOf(createStore(processOf(emulator)));

    expect(failure).toMatchObject({ code: "name-conflict", cause: { status: 409 } });
    expect(render(failure)).toContain(id);
  });

  test("of another team or product passes without a message", async () => {
    await using emulator = await emulate();
    emulator.stores.seed({ ...seed, team: "acme-prod" });
    const context = processOf(emulator);

    await checked(context);

    expect(context.said.warning).toEqual([]);
  });

  test("of a resource of the program fails without the advice to adopt it", async () => {
    await using emulator = await emulate();
    const { id, state } = await createStore(processOf(emulator));
    const run = processOf(emulator);
    await integrationStore.diff(run, id, state, await checked(run, neon, state));

    const failure = await failureOf(checked(run, { ...neon, allowReplacement: true }));

    expect(failure.code).toBe("store-name-taken");
    expect(render(failure)).not.toContain("adopt");
  });

  test("does not fail the preview of the resource that has it, whatever changes", async () => {
    await using emulator = await emulate();
    const { state } = await createStore(processOf(emulator));

    await checked(processOf(emulator), { ...neon, allowReplacement: true, metadata: { region: "fra1" } }, state);

    expect(count(emulator, LIST)).toBe(1);
  });
});

test("P31 P27 a store whose projects the list omits is not called unused", async () => {
  await using emulator = await emulate({ listProjects: false });
  const { id } = emulator.stores.seed(seed);
  emulator.projects.connect({ store: id, project: "web", environments: ["production"] });

  const failure = await failureOf(checked(processOf(emulator)));

  expect(failure.code).toBe("store-exists");
  expect(failure.values).toMatchObject({ projects: undefined });
  expect(render(failure)).not.toContain("not connected");
});

describe("P31 two new stores of one name", () => {
  test.each([
    { what: "given twice", one: neon, two: neon },
    {
      what: "two equal default names, of two components",
      one: { ...unnamed, [DEFAULT_NAME_KEY]: "shop-dev-db" },
      two: { ...unnamed, [DEFAULT_NAME_KEY]: "shop-dev-db" },
    },
    {
      what: "one given, one default",
      one: { ...neon, name: "shop-dev-db" },
      two: { ...unnamed, [DEFAULT_NAME_KEY]: "shop-dev-db" },
    },
    { what: "an integration by slug and by its installation's id", one: neon, two: { ...neon, by: "id" } },
  ])("fail the preview: $what", async ({ one, two }) => {
    await using emulator = await emulate();
    const context = processOf(emulator);
    const { integrationConfigurationId } = await checked(context, one);
    const { by, ...rest } = { by: undefined, ...two } as typeof two & { by?: string };

    const second = by === "id" ? { ...rest, integrationConfigurationId: String(integrationConfigurationId) } : rest;
    const failure = await failureOf(checked(context, second));

    expect(failure.code).toBe("name-used-twice");
    expect(emulator.journal.writes()).toEqual([]);
  });

  test("pass while a name, or what it belongs to, is unknown", async () => {
    await using emulator = await emulate();
    const context = processOf(emulator);
    const unknown = [{ name: UNKNOWN }, { integrationConfigurationId: UNKNOWN }, { integration: UNKNOWN }];

    for (const one of unknown) for (const _ of [1, 2]) await checked(context, { ...neon, ...one });
  });

  test("pass for two products of one installation", async () => {
    await using emulator = await emulate();
    const [installation] = emulator.state.installations({ integration: "upstash", team: "acme" });
    const of = { name: "cache", integrationConfigurationId: String(installation?.id) };
    const context = processOf(emulator);

    await checked(context, { ...of, product: "upstash-kv", metadata: { primaryRegion: "iad1" } });
    await checked(context, { ...of, product: "upstash-vector", metadata: { region: "iad1", dimensions: 3 } });
  });

  test("P6 of which the API showed nothing at preview: the second creation fails before its POST", async () => {
    await using emulator = await emulate();
    const outage = emulator.faults.add({ at: "before-commit", kind: "status", status: 503, times: ALWAYS });
    const context = processOf(emulator, { timings: { requestSeconds: 0.2 } });
    const inputs = [await checked(context), await checked(context)];
    outage.remove();

    const outcomes = await Promise.allSettled(inputs.map((one) => integrationStore.create(context, one)));

    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(count(emulator, CREATE)).toBe(1);
  });
});

test.each([500, 503])("P34 a list that fails with %i at preview is one warning", async (status) => {
  await using emulator = await emulate();
  emulator.faults.add({ route: LIST, at: "before-commit", kind: "status", status, times: ALWAYS });
  const context = processOf(emulator, { timings: { requestSeconds: 0.2 } });

  for (const name of ["a", "b"]) await checked(context, { ...neon, name });

  expect(context.said.warning).toEqual([expect.stringContaining("[not-verified]")]);
});

// read tells a store that is gone from one that cannot be seen, and never forgets what cannot be read just now.
import type { Emulator, FaultGiven } from "vercel-marketplace-emulator";
import { describe, expect, test } from "vitest";
import type { StoreArguments, StoreInputs } from "../../../provider/src/contract/integration-store.ts";
import { storeArguments } from "../../../provider/src/contract/store-arguments.ts";
import { integrationStore } from "../../../provider/src/lifecycle/integration-store/index.ts";
import {
  ALWAYS,
  BY_ID,
  checked,
  createStore,
  emulate,
  failureOf,
  LIST,
  neon,
  processOf,
  SECRETS,
} from "../../support/process-context.ts";

const CONFIGURATIONS = "GET /v1/integrations/configurations";

type Fault = Omit<FaultGiven, "route" | "at" | "times">;

const unclear: { what: string; fault: Fault }[] = [
  { what: "401", fault: { kind: "status", status: 401 } as Fault },
  { what: "403", fault: { kind: "status", status: 403 } as Fault },
  { what: "429", fault: { kind: "status", status: 429, retryAfter: "0.1" } as Fault },
  { what: "500", fault: { kind: "status", status: 500 } as Fault },
  { what: "503", fault: { kind: "status", status: 503 } as Fault },
  { what: "a reset", fault: { kind: "reset" } },
  { what: "silence", fault: { kind: "hang" } },
  { what: "half an answer", fault: { kind: "truncated" } },
  { what: "a store that is null", fault: { kind: "null-store" } },
  { what: "another shape", fault: { kind: "other-shape" } },
  { what: "a page", fault: { kind: "not-json" } },
  { what: "a page with 404 in it", fault: { kind: "not-json", status: 502 } as Fault },
  { what: "a body that drips", fault: { kind: "drip", gapMs: 40 } as Fault },
  { what: "a redirect", fault: { kind: "redirect", location: "http://127.0.0.1:9/" } as Fault },
];

const impatience = { timings: { patienceSeconds: 0.3, requestSeconds: 0.5 } };

/** What a program would write of these inputs. */
function argumentsIn(inputs: StoreInputs): StoreArguments & Record<string, unknown> {
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => Object.hasOwn(storeArguments, name)));
}

function always(emulator: Emulator, route: string, fault: Fault) {
  return emulator.faults.add({ route, at: "before-commit", times: ALWAYS, ...fault } as FaultGiven);
}

describe.concurrent("an answer that is not clear", () => {
  test.each(unclear)("P16 $what instead of the store is an error that names it, never gone", async ({ fault }) => {
    await using emulator = await emulate();
    const { id, state } = await createStore(processOf(emulator));
    always(emulator, BY_ID, fault);

    const { message } = await failureOf(integrationStore.read(processOf(emulator, impatience), id, state));

    expect(message).toContain(`Could not read shop-db (${id}).`);
    expect(message).toContain(`GET /v1/storage/stores/${id}`);
  });

  test.each(unclear)(
    "P16 P40 $what instead of the list leaves a store that is not found where it is",
    async ({ fault }) => {
      await using emulator = await emulate();
      const { id, state } = await createStore(processOf(emulator));
      emulator.stores.remove(id);
      always(emulator, LIST, fault);

      const { message } = await failureOf(integrationStore.read(processOf(emulator, impatience), id, state));

      expect(message).toContain(`shop-db (${id}) was not found in team`);
      expect(message).toContain("so it is not taken as deleted");
      expect(message).toContain("Token: from environment variable VERCEL_API_TOKEN.");
    },
  );

  test.each(unclear)("P16 P40 $what instead of the installations leaves it too", async ({ fault }) => {
    await using emulator = await emulate();
    const { id, state } = await createStore(processOf(emulator));
    emulator.stores.remove(id);
    always(emulator, CONFIGURATIONS, fault);

    const { message } = await failureOf(integrationStore.read(processOf(emulator, impatience), id, state));

    expect(message).toContain("so it is not taken as deleted");
  });
});

describe("P40 gone", () => {
  test.each([404, 410])(
    "is %i by id, from a token that sees the installation, and a list without it",
    async (status) => {
      await using emulator = await emulate();
      const { id, state } = await createStore(processOf(emulator));
      emulator.stores.remove(id);
      emulator.faults.add({ route: BY_ID, at: "answer", kind: "status", status });

      expect(await integrationStore.read(processOf(emulator), id, state)).toBeUndefined();
    },
  );

  test("is not what a list still shows", async () => {
    await using emulator = await emulate();
    const { id, state } = await createStore(processOf(emulator));
    emulator.faults.add({ route: BY_ID, at: "before-commit", kind: "status", status: 404 });

    expect((await integrationStore.read(processOf(emulator), id, state))?.state).toMatchObject({
      name: "shop-db",
      status: "available",
    });
  });

  test("is not said by a token that does not see the store's installation", async () => {
    await using emulator = await emulate();
    const { id, state } = await createStore(processOf(emulator));
    emulator.stores.remove(id);
    emulator.state.removeInstallation(String(state.integrationConfigurationId));

    const { message } = await failureOf(integrationStore.read(processOf(emulator), id, state));

    expect(message).toContain(`neither was its installation ${state.integrationConfigurationId}`);
    expect(message).toContain("pulumi state delete");
  });

  test.each(["otherTeam", "project", "viewer"] as const)("is not decided by another token: %s", async (token) => {
    await using emulator = await emulate();
    const { id, state } = await createStore(processOf(emulator));
    emulator.stores.remove(id);

    const read = integrationStore.read(processOf(emulator, { token }), id, state);

    if (token === "viewer") expect(await read).toBeUndefined();
    else expect((await failureOf(read)).message).toContain("Token: from environment variable");
  });

  test("is never said of a store whose state does not tell its installation", async () => {
    await using emulator = await emulate();
    const { id, state } = await createStore(processOf(emulator));
    const { integrationConfigurationId: _, teamId: __, ...bare } = state;

    const { message } = await failureOf(
      integrationStore.read(processOf(emulator, { token: "both", team: "acme-prod" }), id, bare),
    );

    expect(message).toContain(`shop-db (${id}) was not found in team acme-prod`);
    expect(message).toContain("so it is not taken as deleted");
  });

  test("is never said of a store that is read for the first time", async () => {
    await using emulator = await emulate();

    const { message } = await failureOf(integrationStore.read(processOf(emulator), "ir_AAAAAAAAAAAAAAAA", undefined));

    expect(message).toContain("Could not read store (ir_AAAAAAAAAAAAAAAA). 404 from Vercel");
  });

  test("is looked for in the store's own team, whatever the settings say", async () => {
    await using emulator = await emulate();
    const { id, state } = await createStore(processOf(emulator));

    const read = await integrationStore.read(processOf(emulator, { token: "both", team: "acme-prod" }), id, state);

    expect(read?.state.teamId).toBe(state.teamId);
  });
});

describe("what a read returns", () => {
  test("P3 is the same again for a store that has not changed, whatever the server adds", async () => {
    await using emulator = await emulate({ normaliseMetadata: true });
    const { id, state } = await createStore(processOf(emulator), {
      ...neon,
      timeouts: { create: "10m" },
      forceDestroy: true,
    });

    const read = await integrationStore.read(processOf(emulator), id, state);

    expect(read?.state).toEqual(state);
    expect(await integrationStore.diff(processOf(emulator), id, state, read?.inputs ?? {})).toEqual({
      changes: false,
      replaces: [],
    });
  });

  const drifts = [
    { what: "name", patch: { name: "renamed" }, seen: { name: "renamed" } },
    { what: "metadata", patch: { metadata: { region: "fra1", extra: 1 } }, seen: { metadata: { region: "fra1" } } },
    { what: "status", patch: { status: "suspended" }, seen: { status: "suspended" } },
  ] as const;

  test.each(drifts)("P17 shows a changed $what", async ({ patch, seen }) => {
    await using emulator = await emulate();
    const { id, state } = await createStore(processOf(emulator));
    emulator.stores.edit(id, patch as never);

    const read = await integrationStore.read(processOf(emulator), id, state);

    expect(read?.state).toMatchObject(seen);
    expect(read?.state.secrets).toEqual(state.secrets);
  });

  test("P18 is, for a store read for the first time, what a program would say to get it", async () => {
    await using emulator = await emulate();
    const { id } = emulator.stores.seed({ name: "elsewhere", integration: "neon", metadata: { region: "fra1" } });

    const read = await integrationStore.read(processOf(emulator), id, undefined);
    const [inputs, state] = [read?.inputs ?? {}, read?.state ?? {}];

    expect(inputs).toMatchObject({
      integration: "neon",
      product: "neon",
      name: "elsewhere",
      metadata: { region: "fra1" },
    });
    const again = await checked(processOf(emulator), argumentsIn(inputs), inputs);
    expect(await integrationStore.diff(processOf(emulator), id, state, again)).toEqual({
      changes: false,
      replaces: [],
    });
  });
});

describe("connection details that cannot be read", () => {
  const closed: { what: string; fault: Fault }[] = [
    { what: "403", fault: { kind: "status", status: 403 } as Fault },
    { what: "404", fault: { kind: "status", status: 404 } as Fault },
    { what: "500", fault: { kind: "status", status: 500 } as Fault },
    { what: "an empty answer", fault: { kind: "other-shape", body: {} } as Fault },
    { what: "a reset", fault: { kind: "reset" } },
  ];

  test.each(closed)("$what keeps the values that the state has, with one warning", async ({ fault }) => {
    await using emulator = await emulate();
    const { id, state } = await createStore(processOf(emulator));
    always(emulator, SECRETS, fault);
    const context = processOf(emulator, impatience);

    const read = await integrationStore.read(context, id, state);

    expect(read?.state.secrets).toEqual(state.secrets);
    expect(context.said.warning).toHaveLength(1);
    expect(context.said.warning[0]).toContain("shop-db");
    for (const value of Object.values(state.secrets ?? {})) expect(context.said.warning[0]).not.toContain(value);
  });

  test("and were never read fail the read, with the store's name and the next step", async () => {
    await using emulator = await emulate();
    const { id, state } = await createStore(processOf(emulator));
    const { secrets: _, ...without } = state;
    always(emulator, SECRETS, { kind: "status", status: 500 } as Fault);

    const { message } = await failureOf(integrationStore.read(processOf(emulator, impatience), id, without));

    expect(message).toContain(
      `Could not read shop-db (${id}). 500 from Vercel on GET /v1/storage/stores/${id}/secrets`,
    );
    expect(message).toContain("run again");
  });
});

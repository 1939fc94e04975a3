// read: tells a deleted store from one that is not visible, and keeps known values that cannot be read.
import type { Emulator, FaultGiven } from "vercel-marketplace-emulator";
import { describe, expect, test } from "vitest";
import { parseNames } from "../../../provider/src/contract/computed-outputs.ts";
import { type StoreArguments, type StoreInputs, storeSpecs } from "../../../provider/src/contract/integration-store.ts";
import { render } from "../../../provider/src/errors/render.ts";
import { integrationStore } from "../../../provider/src/lifecycle/integration-store/index.ts";
import {
  ALWAYS,
  BY_ID,
  checked,
  createStore,
  emulate,
  failureOf,
  LIST,
  messageOf,
  neon,
  processOf,
  SECRETS,
} from "../../support/process-context.ts";

const CONFIGURATIONS = "GET /v1/integrations/configurations";

type Fault = Omit<FaultGiven, "route" | "at" | "times">;

const ambiguous: { what: string; fault: Fault }[] = [
  { what: "401", fault: { kind: "status", status: 401 } as Fault },
  { what: "403", fault: { kind: "status", status: 403 } as Fault },
  { what: "429", fault: { kind: "status", status: 429, retryAfter: "0.1" } as Fault },
  { what: "500", fault: { kind: "status", status: 500 } as Fault },
  { what: "503", fault: { kind: "status", status: 503 } as Fault },
  { what: "a reset", fault: { kind: "reset" } },
  { what: "no response", fault: { kind: "hang" } },
  { what: "a truncated response", fault: { kind: "truncated" } },
  { what: "a store that is null", fault: { kind: "null-store" } },
  { what: "a response of another shape", fault: { kind: "other-shape" } },
  { what: "an HTML page", fault: { kind: "not-json" } },
  { what: "an HTML page with 502", fault: { kind: "not-json", status: 502 } as Fault },
  { what: "a body that arrives byte by byte", fault: { kind: "drip", gapMs: 40 } as Fault },
  { what: "a redirect", fault: { kind: "redirect", location: "http://127.0.0.1:9/" } as Fault },
];

const shortLimits = { timings: { rateLimitBudgetSeconds: 0.3, requestSeconds: 0.5 } };

/** The arguments in these inputs, as a program writes them. */
function argumentsIn(inputs: StoreInputs): StoreArguments & Record<string, unknown> {
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => Object.hasOwn(storeSpecs, name)));
}

function always(emulator: Emulator, route: string, fault: Fault) {
  return emulator.faults.add({ route, at: "before-commit", times: ALWAYS, ...fault } as FaultGiven);
}

describe.concurrent("an ambiguous response", () => {
  test.each(ambiguous)(
    "P16 $what instead of the store is an error that names it, never a deletion",
    async ({ fault }) => {
      await using emulator = await emulate();
      const { id, state } = await createStore(processOf(emulator));
      always(emulator, BY_ID, fault);

      const failure = await failureOf(integrationStore.read(processOf(emulator, shortLimits), id, state));

      expect(failure).toMatchObject({
        code: expect.stringMatching(/^api-/),
        operation: { name: "read", resource: `shop-db (${id})` },
        cause: { method: "GET", path: `/v1/storage/stores/${id}` },
      });
    },
  );

  test.each(ambiguous)("P16 P40 $what instead of the list keeps a store that is not found", async ({ fault }) => {
    await using emulator = await emulate();
    const { id, state } = await createStore(processOf(emulator));
    emulator.stores.remove(id);
    always(emulator, LIST, fault);

    const failure = await failureOf(integrationStore.read(processOf(emulator, shortLimits), id, state));

    expect(failure.code).toBe("deletion-not-confirmed");
    expect(render(failure)).toContain(`shop-db (${id}) was not found in team`);
    expect(render(failure)).toContain("Token: from environment variable VERCEL_API_TOKEN.");
  });

  test.each(ambiguous)("P16 P40 $what instead of the installations keeps it too", async ({ fault }) => {
    await using emulator = await emulate();
    const { id, state } = await createStore(processOf(emulator));
    emulator.stores.remove(id);
    always(emulator, CONFIGURATIONS, fault);

    const failure = await failureOf(integrationStore.read(processOf(emulator, shortLimits), id, state));

    expect(failure.code).toBe("deletion-not-confirmed");
  });
});

describe("P40 a store", () => {
  test.each([404, 410])(
    "is deleted if it is %i by id, the token sees the installation, and the list lacks it",
    async (status) => {
      await using emulator = await emulate();
      const { id, state } = await createStore(processOf(emulator));
      emulator.stores.remove(id);
      emulator.faults.add({ route: BY_ID, at: "answer", kind: "status", status });

      expect(await integrationStore.read(processOf(emulator), id, state)).toBeUndefined();
    },
  );

  test("is not deleted if the list contains it", async () => {
    await using emulator = await emulate();
    const { id, state } = await createStore(processOf(emulator));
    emulator.faults.add({ route: BY_ID, at: "before-commit", kind: "status", status: 404 });

    expect((await integrationStore.read(processOf(emulator), id, state))?.state).toMatchObject({
      name: "shop-db",
      status: "available",
    });
  });

  test("is not deleted if the token does not see its installation", async () => {
    await using emulator = await emulate();
    const { id, state } = await createStore(processOf(emulator));
    emulator.stores.remove(id);
    emulator.state.removeInstallation(String(state.integrationConfigurationId));

    const failure = await failureOf(integrationStore.read(processOf(emulator), id, state));

    expect(failure.code).toBe("deletion-not-confirmed");
    expect(render(failure)).toContain(state.integrationConfigurationId);
    expect(render(failure)).toContain("pulumi state delete");
  });

  test.each(["otherTeam", "project", "viewer"] as const)(
    "is not deleted because another token does not see it: %s",
    async (token) => {
      await using emulator = await emulate();
      const { id, state } = await createStore(processOf(emulator));
      emulator.stores.remove(id);

      const read = integrationStore.read(processOf(emulator, { token }), id, state);

      if (token === "viewer") expect(await read).toBeUndefined();
      else expect(await messageOf(read)).toContain("Token: from environment variable");
    },
  );

  test("is never deleted if its state does not name its installation", async () => {
    await using emulator = await emulate();
    const { id, state } = await createStore(processOf(emulator));
    const { integrationConfigurationId: _, teamId: __, ...bare } = state;

    const failure = await failureOf(
      integrationStore.read(processOf(emulator, { token: "both", team: "acme-prod" }), id, bare),
    );

    expect(failure.code).toBe("deletion-not-confirmed");
    expect(render(failure)).toContain(`shop-db (${id}) was not found in team acme-prod`);
  });

  test("is never deleted if it is read for the first time", async () => {
    await using emulator = await emulate();

    const failure = await failureOf(integrationStore.read(processOf(emulator), "ir_AAAAAAAAAAAAAAAA", undefined));

    expect(failure).toMatchObject({ code: "store-not-found", cause: { status: 404 } });
    expect(render(failure)).toContain("There is no store ir_AAAAAAAAAAAAAAAA in team acme");
  });

  test("is read in its own team, whatever the settings say", async () => {
    await using emulator = await emulate();
    const { id, state } = await createStore(processOf(emulator));

    const read = await integrationStore.read(processOf(emulator, { token: "both", team: "acme-prod" }), id, state);

    expect(read?.state.teamId).toBe(state.teamId);
  });
});

describe("what a read returns", () => {
  test("P3 equals the state of an unchanged store, whatever the server adds", async () => {
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

  test("P18 is what a program would write for a store that is read for the first time", async () => {
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

describe("P16 connection details that cannot be read", () => {
  const closed: { what: string; fault: Fault }[] = [
    { what: "403", fault: { kind: "status", status: 403 } as Fault },
    { what: "404", fault: { kind: "status", status: 404 } as Fault },
    { what: "500", fault: { kind: "status", status: 500 } as Fault },
    { what: "an empty response", fault: { kind: "other-shape", body: {} } as Fault },
    { what: "a reset", fault: { kind: "reset" } },
  ];

  test.each(closed)("$what keeps the values in the state, with one warning", async ({ fault }) => {
    await using emulator = await emulate();
    const { id, state } = await createStore(processOf(emulator));
    always(emulator, SECRETS, fault);
    const context = processOf(emulator, shortLimits);

    const read = await integrationStore.read(context, id, state);

    expect(read?.state.secrets).toEqual(state.secrets);
    expect(context.said.warning).toHaveLength(1);
    expect(context.said.warning[0]).toContain("shop-db");
    for (const value of Object.values(state.secrets ?? {})) expect(context.said.warning[0]).not.toContain(value);
  });

  test("and were never read, are noted in the state with one warning, and the next up reads them", async () => {
    await using emulator = await emulate();
    const { id, state } = await createStore(processOf(emulator));
    const { secrets: _, ...without } = state;
    const closedRoute = always(emulator, SECRETS, { kind: "status", status: 500 } as Fault);
    const refresh = processOf(emulator, shortLimits);

    const read = await integrationStore.read(refresh, id, without);

    expect(read?.state.secrets).toEqual({});
    expect(read?.state.unreadSecrets?.toSorted()).toEqual(parseNames(state.secretNames ?? []));
    expect(refresh.said.warning).toEqual([expect.stringContaining("[secrets-not-read]")]);
    closedRoute.remove();
    const run = processOf(emulator);
    const inputs = await checked(run, neon, read?.inputs);
    expect(await integrationStore.diff(run, id, read?.state ?? {}, inputs)).toEqual({ changes: true, replaces: [] });
    expect(await integrationStore.update(run, id, read?.state ?? {}, inputs)).toEqual(state);
  });
});

test.each([[[]], [[{ key: "DATABASE_URL" }]], ["odd"], [null]])(
  "P16 known values stay if a response names no connection details: %j",
  async (secrets) => {
    await using emulator = await emulate();
    const { id, state } = await createStore(processOf(emulator));
    emulator.configure({ storeFields: { secrets } });

    const read = await integrationStore.read(processOf(emulator), id, state);

    expect(read?.state).toMatchObject({ secrets: state.secrets, secretNames: state.secretNames });
  },
);

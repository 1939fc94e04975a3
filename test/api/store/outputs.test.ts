// Outputs that tell where a store is at its partner, whose it is, when its secrets were rotated, and whose plan it has.
import type { Emulator } from "vercel-marketplace-emulator";
import { describe, expect, test } from "vitest";
import { consoleUrlOf, parseNames } from "../../../provider/src/contract/computed-outputs.ts";
import type { StoreInputs, StoreState } from "../../../provider/src/contract/integration-store.ts";
import { PartialStateError } from "../../../provider/src/errors/operation-error.ts";
import { render } from "../../../provider/src/errors/render.ts";
import { integrationStore } from "../../../provider/src/lifecycle/integration-store/index.ts";
import {
  ALWAYS,
  BY_ID,
  CREATE,
  checked,
  createStore,
  emulate,
  failureOf,
  neon,
  type ProcessContext,
  processOf,
  SECRETS,
} from "../../support/process-context.ts";

const TEAM = "team_Acme1nC0rp5Rt8Wq3Zx6Lk";
const INSTALLATION = "icfg_AcmeNeon1Rk5Wz8Xq3Tb7Lm2";
const INSTALLATION_LINK = `https://vercel.com/api/marketplace/sso?teamId=${TEAM}&integrationConfigurationId=${INSTALLATION}`;

/** The requests since the last call. */
function requests(emulator: Emulator): string[] {
  const entries = emulator.journal.entries().map(({ method, route, path }) => `${method} ${route ?? path}`);
  emulator.journal.clear();
  return entries;
}

async function refresh(context: ProcessContext, id: string, state: StoreState) {
  const read = await integrationStore.read(context, id, state);
  if (read === undefined) throw new Error("The store is gone.");
  return read;
}

/** A state as a version before these outputs wrote it. */
function older({ ownership: _, secretRotationCompletedAt: __, ...state }: StoreState): StoreState {
  return { ...state, secretNames: parseNames(state.secretNames ?? ""), stateVersion: 1 };
}

describe("P18 consoleUrl is a single sign-on link made of outputs", () => {
  test("after create, refresh, adopt and get", async () => {
    await using emulator = await emulate();

    const { id, state } = await createStore(processOf(emulator));

    const link = `${INSTALLATION_LINK}&resource_id=${emulator.stores.get(id)?.externalResourceId}`;
    expect(consoleUrlOf(state)).toBe(link);
    expect(consoleUrlOf((await refresh(processOf(emulator), id, state)).state)).toBe(link);
    const { state: adopted } = await createStore(processOf(emulator), { ...neon, adopt: id });
    expect(consoleUrlOf(adopted)).toBe(link);
    const got = await integrationStore.read(processOf(emulator), id, undefined);
    expect(consoleUrlOf(got?.state ?? {})).toBe(link);
  });

  test("leads to the installation where the API does not tell the partner's id of the resource", async () => {
    await using emulator = await emulate({ omittedFields: ["externalResourceId"] });

    const { id, state } = await createStore(processOf(emulator));

    expect(consoleUrlOf(state)).toBe(INSTALLATION_LINK);
    emulator.configure({ omittedFields: [] });
    const { state: read } = await refresh(processOf(emulator), id, state);
    expect(consoleUrlOf(read)).toBe(`${INSTALLATION_LINK}&resource_id=${read.externalResourceId}`);
  });

  test("and a response without that id does not remove what is known", async () => {
    await using emulator = await emulate();
    const { id, state } = await createStore(processOf(emulator));
    emulator.configure({ omittedFields: ["externalResourceId", "ownership"] });

    expect((await refresh(processOf(emulator), id, state)).state).toEqual(state);
  });

  test("is in messages about a store that did not become available", async () => {
    await using emulator = await emulate({ provisioning: { status: "initializing" } });

    const failure = await failureOf(createStore(processOf(emulator), { ...neon, timeouts: { create: 0.1 } }));

    expect(failure.code).toBe("store-not-ready");
    const { externalResourceId } = emulator.stores.list()[0] ?? {};
    expect(render(failure)).toContain(`Console: ${INSTALLATION_LINK}&resource_id=${externalResourceId}`);
    const partial = (failure as PartialStateError<StoreState>).state();
    expect(consoleUrlOf(partial)).toBe(`${INSTALLATION_LINK}&resource_id=${externalResourceId}`);
  });
});

describe("P5 a state of an older version", () => {
  test("is unchanged without a request, is rewritten at an update without a request, and gets all at a refresh", async () => {
    await using emulator = await emulate();
    const { id, state } = await createStore(processOf(emulator));
    const old = older(state);
    const run = processOf(emulator);
    requests(emulator);

    const inputs = await checked(run, neon, old);
    expect(await integrationStore.diff(run, id, old, inputs)).toEqual({ changes: false, replaces: [] });
    const forced: StoreInputs = { ...inputs, forceDestroy: true };
    const updated = await integrationStore.update(processOf(emulator), id, old, forced);
    expect(requests(emulator)).toEqual([]);
    expect(updated.stateVersion).toBe(state.stateVersion);
    expect(updated).not.toHaveProperty("ownership");

    const read = await refresh(processOf(emulator), id, old);
    expect(read.state).toEqual(state);
    expect(requests(emulator)).toEqual([BY_ID, SECRETS]);
    const next = processOf(emulator);
    const again = await checked(next, neon, read.inputs);
    expect(await integrationStore.diff(next, id, read.state, again)).toEqual({ changes: false, replaces: [] });
  });
});

describe("ownership", () => {
  const CLAIM = "POST /v1/integrations/installations/*/resources/*/sandbox/claim-url";
  const sandbox = { storeFields: { ownership: "sandbox" } };
  /** The requests of claim links since the last call. */
  const claims = (emulator: Emulator) => {
    const sent = emulator.journal.writes().filter(({ path }) => path.endsWith("/sandbox/claim-url"));
    emulator.journal.clear();
    return sent;
  };

  /** The warnings that a process showed about sandboxes. */
  const warnings = ({ said }: ProcessContext) => said.warning.filter((text) => text.endsWith("[store-sandbox]"));

  test.each([
    { what: "owned", behaviour: {}, expected: "owned" },
    { what: "linked", behaviour: { storeFields: { ownership: "linked" } }, expected: "linked" },
    { what: "a word of the future", behaviour: { storeFields: { ownership: "leased" } }, expected: "leased" },
    { what: "absent", behaviour: { omittedFields: ["ownership"] }, expected: undefined },
    { what: "null", behaviour: { storeFields: { ownership: null } }, expected: undefined },
  ])("P18 P33 $what is an output, without a warning or a request", async ({ behaviour, expected }) => {
    await using emulator = await emulate(behaviour);
    const context = processOf(emulator);

    const { id, state } = await createStore(context);

    expect(state.ownership).toBe(expected);
    expect((await refresh(processOf(emulator), id, state)).state).toEqual(state);
    expect(warnings(context)).toEqual([]);
    expect(claims(emulator)).toEqual([]);
  });

  test("P18 P2 of a sandbox is told with the claim link by create, adopt and update, and without a request by refresh", async () => {
    await using emulator = await emulate(sandbox);
    const claimUrl = "https://partner.example/claim/1";
    emulator.faults.add({ route: CLAIM, at: "answer", kind: "other-shape", body: { claimUrl }, times: ALWAYS });
    const creating = processOf(emulator);
    const adopting = processOf(emulator);
    const updating = processOf(emulator);
    const reading = processOf(emulator);

    const { id, state } = await createStore(creating);
    await createStore(adopting, { ...neon, adopt: id });
    const inputs = await checked(updating, { ...neon, forceDestroy: true }, state);
    await integrationStore.diff(updating, id, state, inputs);
    expect(claims(emulator)).toHaveLength(2);
    await integrationStore.update(updating, id, state, inputs);
    expect(claims(emulator)).toHaveLength(1);
    await refresh(reading, id, state);
    await integrationStore.read(processOf(emulator), id, undefined);
    expect(claims(emulator)).toEqual([]);

    for (const context of [creating, adopting, updating]) {
      expect(warnings(context)).toEqual([expect.stringContaining(claimUrl)]);
    }
    expect(warnings(reading)).toEqual([expect.stringContaining(String(state.dashboardUrl))]);
    expect(state.ownership).toBe("sandbox");
    expect(JSON.stringify(state)).not.toContain(claimUrl);
  });

  test("P17 P1 of a sandbox that a person claimed is seen by a refresh; an update before it says to refresh", async () => {
    await using emulator = await emulate();
    emulator.state.editProduct("neon", "neon", { ownership: "sandbox" });
    const creating = processOf(emulator);
    const { id, state } = await createStore(creating);
    expect(state.ownership).toBe("sandbox");
    expect(warnings(creating)).toEqual([expect.stringMatching(/https:\/\/console\.example\/\S+\/claim\//)]);
    emulator.stores.edit(id, { ownership: "linked" });

    const updating = processOf(emulator);
    await integrationStore.update(updating, id, state, { ...neon, forceDestroy: true });
    const reading = processOf(emulator);
    const read = await refresh(reading, id, state);
    claims(emulator);
    await integrationStore.update(processOf(emulator), id, read.state, { ...neon, forceDestroy: true });

    expect(warnings(updating)).toEqual([expect.stringContaining("`pulumi refresh`")]);
    expect(read.state.ownership).toBe("linked");
    expect(warnings(reading)).toEqual([]);
    expect(claims(emulator)).toEqual([]);
  });

  const failures = [
    { what: "404", fault: { kind: "status", status: 404 } },
    { what: "403", fault: { kind: "status", status: 403 } },
    { what: "a 400 of a store that was claimed", fault: { kind: "status", status: 400, message: "not a sandbox" } },
    { what: "429", fault: { kind: "status", status: 429, retryAfter: "3600" } },
    { what: "500", fault: { kind: "status", status: 500 } },
    { what: "a reset", fault: { kind: "reset" } },
    { what: "no response", fault: { kind: "hang" } },
    { what: "a link that is no https address", fault: { kind: "other-shape", body: { claimUrl: "javascript:x" } } },
    { what: "no link", fault: { kind: "other-shape", body: {} } },
  ] as const;

  test.each(failures)("P16 $what instead of the link fails neither creation nor update", async ({ fault }) => {
    await using emulator = await emulate(sandbox);
    emulator.faults.add({ route: CLAIM, at: "answer", times: ALWAYS, ...fault });
    const creating = processOf(emulator, { timings: { requestSeconds: 0.3 } });
    const updating = processOf(emulator, { timings: { requestSeconds: 0.3 } });

    const { id, state } = await createStore(creating);
    const updated = await integrationStore.update(updating, id, state, { ...neon, forceDestroy: true });

    expect(updated).toMatchObject({ ...state, forceDestroy: true });
    for (const context of [creating, updating]) {
      expect(warnings(context)).toEqual([expect.stringContaining(String(state.dashboardUrl))]);
      expect(warnings(context)[0]).not.toContain("javascript");
    }
    expect(claims(emulator)).toHaveLength(2);
  });

  test("P12 of a sandbox that never becomes available requests no link", async () => {
    await using emulator = await emulate({ ...sandbox, provisioning: { status: "initializing" } });

    const failure = await failureOf(createStore(processOf(emulator), { ...neon, timeouts: { create: 0.1 } }));

    expect(failure).toBeInstanceOf(PartialStateError);
    expect(claims(emulator)).toEqual([]);
  });
});

describe("secretRotationCompletedAt", () => {
  const first = Date.UTC(2026, 10, 1);
  const second = Date.UTC(2026, 10, 2);

  /** What a partner does: new values, and the time of their rotation. */
  function rotate(emulator: Emulator, id: string, at: number): Record<string, string> {
    emulator.stores.rotateSecrets(id);
    emulator.stores.edit(id, { secretRotationCompletedAt: at });
    return emulator.stores.secretValues(id);
  }

  const rotations = ({ said }: ProcessContext) => said.warning.filter((text) => text.endsWith("[secrets-rotated]"));

  test.each([
    { what: "a number", at: second, expected: "2026-11-02T00:00:00.000Z" },
    { what: "a date", at: "2026-11-02T00:00:00Z", expected: "2026-11-02T00:00:00.000Z" },
    { what: "absent", at: undefined, expected: undefined },
    { what: "null", at: null, expected: undefined },
    { what: "no date", at: "yesterday", expected: undefined },
    { what: "no time of any calendar", at: 1e20, expected: undefined },
    { what: "of another type", at: { seconds: 1 }, expected: undefined },
  ])("P18 P49 $what", async ({ at, expected }) => {
    await using emulator = await emulate();
    const { id } = emulator.stores.seed({ name: "shop-db", integration: "neon", metadata: { region: "iad1" } });
    emulator.stores.edit(id, { json: { secretRotationCompletedAt: at } });
    const context = processOf(emulator);

    const { state } = await createStore(context, { ...neon, adopt: id });

    expect(state.secretRotationCompletedAt).toBe(expected);
    expect((await refresh(context, id, state)).state).toEqual(state);
    expect(context.said.warning).toEqual([]);
  });

  test("P1 P17 P27 a refresh after a rotation has the new values, and tells it once, without a value or a further request", async () => {
    await using emulator = await emulate();
    const { id, state } = await createStore(processOf(emulator));
    const before = Object.values(emulator.stores.secretValues(id));
    const unchanged = processOf(emulator);
    requests(emulator);
    await refresh(unchanged, id, state);
    const usual = requests(emulator);

    const values = rotate(emulator, id, second);
    const context = processOf(emulator);
    const read = await refresh(context, id, state);
    const again = processOf(emulator);
    const reread = await refresh(again, id, read.state);

    expect(requests(emulator)).toEqual([...usual, ...usual]);
    expect(usual).toEqual([BY_ID, SECRETS]);
    expect(read.state).toMatchObject({ secrets: values, secretRotationCompletedAt: "2026-11-02T00:00:00.000Z" });
    expect(read.inputs).not.toHaveProperty("secretRotationCompletedAt");
    expect(reread.state).toEqual(read.state);
    expect([unchanged, context, again].map((one) => rotations(one).length)).toEqual([0, 1, 0]);
    expect(rotations(context)).toEqual([expect.stringContaining("2026-11-02T00:00:00.000Z")]);
    for (const value of [...before, ...Object.values(values)]) {
      expect(JSON.stringify([context.said, read.inputs])).not.toContain(value);
    }
  });

  test.each([403, 500] as const)(
    "P16 values that a %i hides stay as they were, and the rotation is told once they are read",
    async (status) => {
      await using emulator = await emulate();
      const { id, state: created } = await createStore(processOf(emulator));
      rotate(emulator, id, first);
      const { state } = await refresh(processOf(emulator), id, created);
      const values = rotate(emulator, id, second);
      const outage = emulator.faults.add({
        route: SECRETS,
        at: "before-commit",
        kind: "status",
        status,
        times: ALWAYS,
      });
      const context = processOf(emulator, { timings: { requestSeconds: 0.2 } });

      const hidden = await refresh(context, id, state);

      expect(hidden.state).toEqual(state);
      expect(rotations(context)).toEqual([]);
      expect(context.said.warning).toHaveLength(1);
      outage.remove();
      const next = processOf(emulator);
      const read = await refresh(next, id, hidden.state);
      expect(read.state).toMatchObject({ secrets: values, secretRotationCompletedAt: "2026-11-02T00:00:00.000Z" });
      expect(rotations(next)).toHaveLength(1);
    },
  );

  test("P16 of a store that is suspended is told once its values are read", async () => {
    await using emulator = await emulate();
    const { id, state } = await createStore(processOf(emulator));
    const values = rotate(emulator, id, second);
    emulator.stores.edit(id, { status: "suspended" });
    const suspended = await refresh(processOf(emulator), id, state);
    expect(suspended.state).toEqual({ ...state, status: "suspended", changedOutside: { status: "available" } });
    emulator.stores.edit(id, { status: "available" });
    const context = processOf(emulator);

    const read = await refresh(context, id, suspended.state);

    expect(read.state.secrets).toEqual(values);
    expect(rotations(context)).toHaveLength(1);
  });

  test("P17 of a store whose values the token never read is recorded and told", async () => {
    await using emulator = await emulate({ secretsRoute: 403 });
    const { id, state } = await createStore(processOf(emulator));
    rotate(emulator, id, second);
    const context = processOf(emulator);

    const read = await refresh(context, id, state);

    expect(read.state).toMatchObject({ secrets: {}, secretRotationCompletedAt: "2026-11-02T00:00:00.000Z" });
    expect(rotations(context)).toHaveLength(1);
  });
});

describe("billingPlan.scope", () => {
  test("P35 P43 of a plan of the installation is known at preview and after the creation, and no change later", async () => {
    await using emulator = await emulate();
    emulator.state.editPlan("neon", "neon", "launch_v3", { scope: "installation" });
    const args = { ...neon, billingPlanId: "launch_v3" };
    const context = processOf(emulator);

    const inputs = await checked(context, args);
    const { id, state } = await createStore(processOf(emulator), args);

    const plan = { id: "launch_v3", name: "Launch", type: "subscription", cost: "$19.00/month", scope: "installation" };
    expect(inputs.billingPlan).toEqual(plan);
    expect(context.said.info).toEqual([expect.stringContaining("installation")]);
    expect(state.billingPlan).toEqual(plan);
    const next = processOf(emulator);
    expect(await integrationStore.diff(next, id, state, await checked(next, args, state))).toEqual({
      changes: false,
      replaces: [],
    });
  });

  test.each(["resource", undefined, null, 7, "team"])("P5 is absent for the scope %j", async (scope) => {
    await using emulator = await emulate();
    emulator.state.editPlan("neon", "neon", "free_v3", { scope: scope as "resource" });
    const context = processOf(emulator);

    const { state } = await createStore(context);

    expect(state.billingPlan).toEqual({ id: "free_v3", name: "Free", type: "subscription", cost: "" });
  });

  test("P5 P17 is added by a refresh to a state of an older version, which is no change before and after", async () => {
    await using emulator = await emulate();
    emulator.state.editPlan("neon", "neon", "launch_v3", { scope: "installation" });
    const args = { ...neon, billingPlanId: "launch_v3" };
    const { id, state } = await createStore(processOf(emulator), args);
    const { scope: _, ...plan } = state.billingPlan ?? { id: "", name: "", type: "", cost: "" };
    const old: StoreState = { ...state, billingPlan: plan };
    requests(emulator);
    const run = processOf(emulator);
    const inputs = await checked(run, args, old);
    expect(inputs.billingPlan).toEqual(plan);
    expect(await integrationStore.diff(run, id, old, inputs)).toEqual({ changes: false, replaces: [] });
    expect(requests(emulator)).toEqual([]);

    const read = await refresh(processOf(emulator), id, old);

    expect(read.state.billingPlan).toEqual(state.billingPlan);
    const next = processOf(emulator);
    const again = await checked(next, args, read.inputs);
    expect(await integrationStore.diff(next, id, read.state, again)).toEqual({ changes: false, replaces: [] });
    emulator.configure({ storeFields: { billingPlan: { id: "launch_v3", name: "Launch" } } });
    expect((await refresh(processOf(emulator), id, read.state)).state.billingPlan).toEqual(state.billingPlan);
  });
});

test("P1 P26 no output costs a request", async () => {
  await using emulator = await emulate();
  const { id, state } = await createStore(processOf(emulator));
  expect(requests(emulator).slice(-3)).toEqual(["GET /v1/storage/stores", CREATE, SECRETS]);
  const run = processOf(emulator);

  await integrationStore.diff(run, id, state, await checked(run, neon, state));
  expect(requests(emulator)).toEqual([]);
  await refresh(processOf(emulator), id, state);
  expect(requests(emulator)).toEqual([BY_ID, SECRETS]);
  await integrationStore.update(processOf(emulator), id, state, { ...state, forceDestroy: true });
  expect(requests(emulator)).toEqual([]);
  await integrationStore.delete(processOf(emulator), id, state);
  expect(requests(emulator)).toEqual([BY_ID, "DELETE /v1/storage/stores/integration/:id", BY_ID]);
});

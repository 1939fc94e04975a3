// The drift check: what others change at Vercel shows with its old and new value, and in the exit code of
// `pulumi preview --refresh --expect-no-changes`; and what `pulumi up` then does.
import type { Emulator } from "vercel-marketplace-emulator";
import { expect, test } from "vitest";
import { exhaustive } from "../support/matrix.ts";
import { connecting, connectionsAt, createConnected } from "./support/connections.ts";
import { countDiagnostics, expectMessage, messagesIn } from "./support/messages.ts";
import { createStack } from "./support/stack.ts";

const check = ["--refresh", "--expect-no-changes", "--diff"];
const showRefresh = ["refresh", "--preview-only", "--expect-no-changes", "--diff", "--non-interactive"];

test("P17 P1 the drift check passes without drift, and fails for a name that the program leaves open, until up accepts it", async () => {
  await using stack = await createStack();
  const { emulator, workspace } = stack;
  await workspace.up();
  expect(await workspace.preview(check)).toMatchObject({ code: 0 });
  const id = String(emulator.stores.list()[0]?.id);
  emulator.stores.edit(id, { name: "renamed" });
  emulator.journal.clear();

  const drifted = await workspace.preview(check);
  expect(drifted.code).not.toBe(0);
  expect(drifted.output).toContain('"shop-dev-db" => "renamed"');
  expectMessage(drifted.output, "store-changed", `renamed (${id})`);
  expect((await workspace.up(["--refresh"])).output).toContain("1 updated");
  expect(await workspace.preview(check)).toMatchObject({ code: 0 });
  expect(emulator.journal.writes()).toEqual([]);
});

/** One store that leaves name and plan open, one that sets both, and a connection of each to a project. */
const stores = (region = "us-east", name = "ledger", plan = "pro") => `
  const open = new IntegrationStore("open", { integration: "neon", metadata: { region: "iad1" } });
  const set = new IntegrationStore("set", {
    integration: "paid-db", name: "${name}", billingPlanId: "${plan}", metadata: { region: "${region}" },
  });
  new ProjectConnection("link", { storeId: open.id, projectId: web, environments: ["production"], envVarPrefix: "OLD" });
  new ProjectConnection("other", { storeId: set.id, projectId: worker });
`;

function storeOf(emulator: Emulator, integration: string) {
  const store = emulator.stores.list().find(({ productId }) => productId.toLowerCase().includes(integration));
  if (store === undefined) throw new Error(`There is no store of ${integration}.`);
  return { ...store, connection: String(store.projectsMetadata[0]?.id) };
}

function planOf(emulator: Emulator, integration: string, plan: string) {
  const { partners } = emulator.state.snapshot();
  const plans = partners.find(({ slug }) => slug === integration)?.products[0]?.plans ?? [];
  const found = plans.find(({ id }) => id === plan);
  if (found === undefined) throw new Error(`${integration} has no plan ${plan}.`);
  return found;
}

interface Drift {
  what: string;
  change(emulator: Emulator): void;
  undo(emulator: Emulator): void;
  /** What refresh and preview show. */
  shows: RegExp;
  /** A message of the preview. */
  code?: string;
}

function edits(integration: string, patch: (emulator: Emulator) => object): Pick<Drift, "change" | "undo"> {
  let before: object;
  return {
    change: (emulator) => {
      const { id, connection: _, ...store } = storeOf(emulator, integration);
      before = store;
      emulator.stores.edit(id, patch(emulator));
    },
    undo: (emulator) => void emulator.stores.edit(storeOf(emulator, integration).id, before),
  };
}

function editsConnection(change: object, back: object): Pick<Drift, "change" | "undo"> {
  const edit = (emulator: Emulator, to: object) => {
    const { id, connection } = storeOf(emulator, "neon");
    emulator.projects.editConnection(id, connection, to);
  };
  return { change: (emulator) => edit(emulator, change), undo: (emulator) => edit(emulator, back) };
}

const rejected = "replacement-requires-consent";
const drifts: Drift[] = [
  {
    what: "an open name",
    ...edits("neon", () => ({ name: "new-name" })),
    shows: /name *: "shop-dev-open" => "new-name"/,
    code: "store-changed",
  },
  {
    what: "a name that the program sets",
    ...edits("paiddb", () => ({ name: "new-name" })),
    shows: /name *: "ledger" => "new-name"/,
    code: rejected,
  },
  {
    what: "an open plan",
    ...edits("neon", (emulator) => ({ billingPlan: planOf(emulator, "neon", "launch_v3") })),
    shows: /"Free" => "Launch"/,
    code: "store-changed",
  },
  {
    what: "a plan that the program sets",
    ...edits("paiddb", (emulator) => ({ billingPlan: planOf(emulator, "paid-db", "prepay") })),
    shows: /billingPlanId *: "pro" => "prepay"/,
    code: rejected,
  },
  {
    what: "metadata",
    ...edits("paiddb", () => ({ metadata: { region: "eu-west" } })),
    shows: /region: "us-east" => "eu-west"/,
    code: rejected,
  },
  {
    what: "the status",
    ...edits("neon", () => ({ status: "limits-exceeded-suspended" })),
    shows: /status *: "available" => "limits-exceeded-suspended"/,
    code: "store-suspended",
  },
  {
    what: "environments",
    ...editsConnection({ environments: ["production", "preview"] }, { environments: ["production"] }),
    shows: /environments *: \[(\s*\[0\]: "production")?\s*\+ \[1\]: "preview"/,
  },
  {
    what: "the prefix",
    ...editsConnection({ prefix: "NEW" }, { prefix: "OLD" }),
    shows: /envVarPrefix *: "OLD" => "NEW"/,
  },
];

test("P17 P1 every kind of drift shows its old and new value, and fails the drift check", exhaustive, async () => {
  await using stack = await createConnected(stores());
  const { emulator, workspace } = stack;
  expect((await workspace.up()).code).toBe(0);
  emulator.journal.clear();

  for (const { what, change, undo, shows, code } of drifts) {
    change(emulator);
    const { code: exit, output } = await workspace.preview(check);
    undo(emulator);

    expect([what, exit === 0]).toEqual([what, false]);
    expect(output).toMatch(shows);
    if (code !== undefined) expectMessage(output, code);
  }

  const all = drifts.filter(({ what }) => !what.startsWith("an open"));
  for (const { change } of all) change(emulator);
  const refresh = await workspace.pulumi(showRefresh);
  expect(refresh.code).not.toBe(0);
  for (const { shows } of all) expect(refresh.output).toMatch(shows);
  for (const { undo } of all.toReversed()) undo(emulator);

  expect(await workspace.preview(check)).toMatchObject({ code: 0 });
  const variable = emulator.projects.variables("worker")[0];
  emulator.projects.removeVariable(String(variable?.id));
  const withoutVariable = await workspace.preview(check);
  expect(withoutVariable.code).not.toBe(0);
  expect(withoutVariable.output).toMatch(new RegExp(`- +\\[\\d\\]: "${variable?.key}"`));
  expectMessage(withoutVariable.output, "connection-variables-missing", String(variable?.key));
  expect(emulator.journal.writes()).toEqual([]);
});

test(
  "P15 P17 a connection and a store that others delete fail the drift check, and up creates them again",
  exhaustive,
  async () => {
    await using stack = await createConnected(stores());
    const { emulator, workspace } = stack;
    await workspace.up();
    const { id, connection } = storeOf(emulator, "neon");

    emulator.projects.disconnect(id, connection);
    const disconnected = await workspace.preview(check);
    emulator.stores.remove(id);
    const deleted = await workspace.preview(check);

    for (const { code, output } of [disconnected, deleted]) expect([code === 0, output]).toEqual([false, output]);
    expect(disconnected.output).toContain("1 to create");
    expect(deleted.output).toContain("2 to create");
    expect((await workspace.up(["--refresh"])).code).toBe(0);
    expect(connectionsAt(emulator)).toHaveLength(2);
    expect(await workspace.preview(check)).toMatchObject({ code: 0 });
  },
);

test(
  "P17 P20 up does not revert what the program sets; a program that says what the store has is no change",
  exhaustive,
  async () => {
    await using stack = await createConnected(stores());
    const { emulator, workspace } = stack;
    await workspace.up();
    const { id } = storeOf(emulator, "paiddb");
    const billingPlan = planOf(emulator, "paid-db", "prepay");
    emulator.stores.edit(id, { name: "new-name", billingPlan, metadata: { region: "eu-west" } });
    emulator.journal.clear();

    const unaware = await workspace.up();
    expect([unaware.code, messagesIn(unaware.output)]).toEqual([0, []]);
    expect((await workspace.refresh()).code).toBe(0);
    const reverted = await workspace.up();
    expect(reverted.code).not.toBe(0);
    for (const value of [
      "name",
      "billingPlanId",
      "metadata.region",
      "say what the store has",
      "allowReplacement: true",
    ]) {
      expectMessage(reverted.output, rejected, id, value);
    }

    const adapted = stores("eu-west", "new-name", "prepay").replace(
      '"prepay"',
      '"prepay", prepaymentAmountCents: 1000',
    );
    await workspace.writeProgram(connecting(emulator, adapted));
    expect((await workspace.preview(["--diff"])).output).not.toContain("replace");
    expect((await workspace.up()).code).toBe(0);
    expect(await workspace.preview(check)).toMatchObject({ code: 0 });
    expect(emulator.journal.writes()).toEqual([]);
    expect(storeOf(emulator, "paiddb").id).toBe(id);
  },
);

test(
  "P12 P17 P1 a store over its limits is one warning of refresh, preview and up, and no lasting change",
  exhaustive,
  async () => {
    await using stack = await createStack();
    const { emulator, workspace } = stack;
    await workspace.up();
    const id = String(emulator.stores.list()[0]?.id);
    emulator.stores.edit(id, { status: "limits-exceeded-suspended-store-count" });

    const runs = [await workspace.refresh(), await workspace.preview(["--refresh"]), await workspace.up(["--refresh"])];

    for (const { code, output } of runs) {
      expect(code).toBe(0);
      expect(countDiagnostics(output, "store-suspended")).toBe(1);
      const page = `https://vercel.com/acme/~/stores/integration/${id}`;
      expectMessage(
        output,
        "store-suspended",
        `shop-dev-db (${id})`,
        `Upgrade the plan at ${page}`,
        "Console: https://",
      );
    }
    expect(await workspace.preview(check)).toMatchObject({ code: 0 });
    expect(await workspace.refresh(["--expect-no-changes"])).toMatchObject({ code: 0 });
    emulator.stores.edit(id, { status: "available" });
    const recovered = await workspace.refresh(["--diff"]);
    expect(recovered.output).toContain('"limits-exceeded-suspended-store-count" => "available"');
    expect(messagesIn(recovered.output)).toEqual([]);
  },
);

test(
  "P18 P17 get has every output with an explicit provider too, and its drift is no change of the stack",
  exhaustive,
  async () => {
    await using stack = await createStack();
    const { emulator, workspace } = stack;
    const store = emulator.stores.seed({ name: "else where", integration: "neon", metadata: { region: "fra1" } });
    const prod = emulator.stores.seed({ name: "prod", integration: "neon", team: "acme-prod" });
    const { id } = emulator.projects.connect({ store: store.id, project: "web" });
    const got = (db: string) => `
    const account = new Provider("prod", {
      apiToken: "${emulator.tokens.otherTeam}", team: "acme-prod", apiUrl: "${emulator.url}",
    });
    const outputs = (of) => Object.fromEntries(Object.entries(of).filter(([key]) => !key.startsWith("_")));
    exports.db = outputs(IntegrationStore.get("db", "${db}"));
    exports.link = outputs(ProjectConnection.get("link", "${id}"));
    exports.prod = outputs(IntegrationStore.get("prod", "${prod.id}", { provider: account }));
  `;
    await workspace.writeProgram(connecting(emulator, got(store.id)));
    expect((await workspace.up()).code).toBe(0);

    const outputs = (await workspace.outputs({ showSecrets: true })) as Record<string, Record<string, unknown>>;
    expect(outputs.db).toMatchObject({ id: store.id, name: "else where", teamSlug: "acme", status: "available" });
    expect(outputs.prod).toMatchObject({ id: prod.id, teamSlug: "acme-prod", teamId: prod.teamId });
    for (const [at, of] of [
      ["db", store.id],
      ["prod", prod.id],
    ] as const) {
      expect(outputs[at]?.secrets).toEqual(emulator.stores.secretValues(of));
    }
    expect(outputs.link).toMatchObject({ id, storeId: store.id, values: emulator.stores.secretValues(store.id) });
    expect(await workspace.refresh(["--expect-no-changes"])).toMatchObject({ code: 0 });
    emulator.stores.edit(store.id, { name: "renamed" });
    const preview = await workspace.preview(check);
    expect([preview.code, messagesIn(preview.output)]).toEqual([0, []]);

    await workspace.writeProgram(connecting(emulator, got(prod.id)));
    const wrong = await workspace.preview();
    expect(wrong.code).not.toBe(0);
    expectMessage(wrong.output, "store-not-found", prod.id, "team acme");
    expect((await workspace.destroy()).code).toBe(0);
    expect(emulator.stores.list().map((one) => one.id)).toEqual([store.id, prod.id]);
    expect(emulator.journal.writes()).toEqual([]);
  },
);

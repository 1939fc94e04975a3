// Mistakes in a program: the preview fails, the message names the argument and its valid values, and nothing is created.
import { expect, test } from "vitest";
import { exhaustive, testMatrix } from "../support/matrix.ts";
import { countDiagnostics, expectMessage } from "./support/messages.ts";
import { createStack, program } from "./support/stack.ts";

const storeOf = (args: string) => program(`new IntegrationStore("db", ${args})`);
const neon = '{ integration: "neon", metadata: { region: "iad1" } }';

/** The code of a message, and what its text contains: argument, given value, valid values. */
type Expected = readonly [code: string, ...values: string[]];

interface Mistake {
  what: string;
  always?: true;
  args: string;
  expected: readonly Expected[];
}

const mistakes: readonly Mistake[] = [
  {
    what: "an integration that is not installed",
    args: '{ integration: "nein" }',
    expected: [["integration-not-installed", 'integration: "nein"', "acme", "Did you mean neon?"]],
  },
  { what: "no integration", args: "{}", expected: [["argument-required", "integration: "]] },
  {
    what: "an unknown product",
    args: '{ integration: "neon", product: "neom", metadata: { region: "iad1" } }',
    expected: [["product-not-found", 'product: "neom"', "Neon", "Did you mean neon?"]],
  },
  {
    what: "several installations",
    args: '{ integration: "upstash", product: "upstash-kv" }',
    expected: [
      ["installation-ambiguous", "integrationConfigurationId: ", "acme", "2", "upstash", "icfg_", "2026-03-01"],
    ],
  },
  {
    what: "a name with characters that are not allowed",
    args: '{ integration: "neon", name: "my database", metadata: { region: "iad1" } }',
    expected: [["argument-invalid", "name: ", "A-Z, a-z, 0-9, _"]],
  },
  {
    what: "wrong types",
    always: true,
    args: '{ integration: "neon", name: 7, metadata: { region: { id: "iad1" } }, prepaymentAmountCents: "12" }',
    expected: [
      ["argument-invalid", "name: ", "string"],
      ["argument-invalid", "metadata.region: ", "string"],
      ["argument-invalid", "prepaymentAmountCents: ", "cents"],
    ],
  },
  {
    what: "an argument that does not exist",
    args: '{ integration: "neon", metdata: { region: "iad1" } }',
    expected: [["argument-unknown", "metdata: ", "IntegrationStore", "Did you mean metadata?"]],
  },
  {
    what: "a product without a free plan",
    args: '{ integration: "paid-db" }',
    expected: [["plan-required", "billingPlanId: ", "$20.00/month"]],
  },
  {
    what: "a plan that does not exist",
    args: '{ integration: "neon", billingPlanId: "free_v4", metadata: { region: "iad1" } }',
    expected: [
      [
        "plan-not-found",
        'billingPlanId: "free_v4"',
        "Neon",
        "Did you mean free_v3?",
        "launch_v3 (Launch, $19.00/month)",
      ],
    ],
  },
  {
    what: "a malformed team",
    args: '{ integration: "neon", teamId: "My Team!" }',
    expected: [["argument-invalid", "teamId: ", "team_…", "slug"]],
  },
  {
    what: "several wrong properties of metadata",
    always: true,
    args: '{ integration: "neon", metadata: { region: "mars1", sise: "large", auth: "yes" } }',
    expected: [
      ["metadata-invalid", 'metadata.region: "mars1"', "Neon", "iad1"],
      ["metadata-unknown", "metadata.sise: ", "Neon", "Did you mean size?"],
      ["metadata-invalid", "metadata.auth: ", "true or false", "string"],
    ],
  },
  {
    what: "a required property of metadata that is missing",
    args: '{ integration: "neon" }',
    expected: [["metadata-required", "metadata.region: ", "Neon", "sin1 (Singapore)"]],
  },
  {
    what: "a suspended installation",
    args: '{ integration: "frost-cache" }',
    expected: [["installation-not-ready", "integration: ", "frost-cache", "acme", "suspended"]],
  },
  {
    what: "an installation that is not from the Marketplace",
    args: '{ integration: "deploy-notes" }',
    expected: [["installation-external", "integration: ", "acme", "https://vercel.com/marketplace/deploy-notes"]],
  },
  {
    what: "an integration that could be installed",
    args: '{ integration: "supabase" }',
    expected: [
      [
        "integration-not-installed",
        'integration: "supabase"',
        "https://vercel.com/acme/~/integrations/accept-terms/supabase",
        "preview",
      ],
    ],
  },
  {
    what: "a prepayment without an amount",
    args: '{ integration: "paid-db", billingPlanId: "prepay" }',
    expected: [["prepayment-required", "prepaymentAmountCents: ", "prepay", "1000 to 50000 cents"]],
  },
];

// The engine ends a preview at the first resource that fails its check, so each mistake needs a preview of its own.
testMatrix("P31 $what fails the preview by name, and creates nothing", mistakes, async ({ args, expected }) => {
  await using stack = await createStack({ program: storeOf(args) });
  const { emulator, workspace } = stack;

  const preview = await workspace.preview();

  expect(preview.code).not.toBe(0);
  for (const [code, ...values] of expected) expectMessage(preview.output, code, ...values);
  expect(preview.output).not.toMatch(/^\s+at /m);
  expect(emulator.journal.writes()).toEqual([]);
});

const settings = [
  {
    what: "token",
    environment: { VERCEL_API_TOKEN: "Bearer vcp_canary00001111" },
    setting: "VERCEL_API_TOKEN (from environment variable VERCEL_API_TOKEN)",
  },
  {
    what: "team",
    environment: { VERCEL_TEAM: "My Team!" },
    setting: "VERCEL_TEAM (from environment variable VERCEL_TEAM)",
  },
  {
    what: "API URL",
    environment: { VERCEL_API_URL: "api.vercel.com" },
    setting: "VERCEL_API_URL (from environment variable VERCEL_API_URL)",
  },
];

test.each(settings)(
  "a malformed $what fails the preview, and is not repeated",
  exhaustive,
  async ({ environment, setting }) => {
    await using stack = await createStack({ environment });
    const preview = await stack.workspace.preview();

    expect(preview.code).not.toBe(0);
    expectMessage(preview.output, "settings-invalid", setting);
    expect(preview.output).not.toContain("canary");
    expect(preview.output).not.toMatch(/^\s+at /m);
  },
);

const accounts = [
  {
    what: "token",
    always: true,
    environment: { VERCEL_API_TOKEN: "vcp_canary00001111" },
    code: "token-rejected",
    contains: ["VERCEL_API_TOKEN (from environment variable VERCEL_API_TOKEN)"],
  },
  {
    what: "team",
    environment: { VERCEL_TEAM: "acmee" },
    code: "team-rejected",
    contains: ["VERCEL_TEAM (from environment variable VERCEL_TEAM)", "team acmee"],
  },
];

testMatrix("P40 a wrong $what fails the preview of a new store", accounts, async ({ environment, code, contains }) => {
  await using stack = await createStack({ environment });
  const { emulator, workspace } = stack;

  const preview = await workspace.preview();

  expect(preview.code).not.toBe(0);
  expectMessage(preview.output, code, ...contains);
  expect(preview.output).not.toContain("canary");
  expect(emulator.journal.writes()).toEqual([]);
});

test(
  "P34 P40 with a revoked token an unchanged preview passes, and refresh and destroy say how to let a store go",
  exhaustive,
  async () => {
    await using stack = await createStack({ program: storeOf(neon) });
    const { emulator, workspace } = stack;
    await workspace.up();
    emulator.state.edit((world) => {
      delete world.grants.admin;
    });

    const preview = await workspace.preview(["--expect-no-changes"]);
    expect(preview.code).toBe(0);
    expect(preview.output).not.toContain("warning");
    for (const { code, output } of [await workspace.refresh(), await workspace.destroy()]) {
      expect(code).not.toBe(0);
      const values = ["shop-dev-db (ir_", "in team team_", "VERCEL_API_TOKEN", "`pulumi state delete`"];
      expectMessage(output, "api-unauthorized", ...values);
    }
    expect(emulator.stores.list()).toHaveLength(1);
  },
);

test("P34 without a token a preview warns once for all stores, and the error of an up names the three ways to set one", async () => {
  await using stack = await createStack({
    program: `${storeOf(neon)}\nnew IntegrationStore("other", ${neon});`,
    environment: { VERCEL_API_TOKEN: "" },
  });
  const { emulator, workspace } = stack;

  const preview = await workspace.preview(["--suppress-progress"]);
  expect(preview.code).toBe(0);
  expect(countDiagnostics(preview.output, "not-verified")).toBe(1);

  const up = await workspace.up();
  expect(up.code).not.toBe(0);
  expectMessage(
    up.output,
    "token-missing",
    "VERCEL_API_TOKEN",
    "`pulumi config set --secret vercel:apiToken …`",
    "Provider",
  );
  expect(emulator.journal.entries()).toEqual([]);
});

const outages = [
  { what: "sends no JSON", fault: { kind: "not-json" }, code: "api-unreadable" },
  { what: "responds with 503", fault: { kind: "status", status: 503 }, code: "api-server-error" },
  { what: "resets every connection", fault: { kind: "reset" }, code: "api-connection-lost" },
] as const;

test.each(outages)(
  "P34 an API that $what leaves the preview with a warning, and fails the up",
  exhaustive,
  async ({ fault, code }) => {
    await using stack = await createStack({ timings: { requestSeconds: 0.3 } });
    const { emulator, workspace } = stack;
    emulator.faults.add({ at: "before-commit", times: Number.POSITIVE_INFINITY, ...fault });

    const preview = await workspace.preview();
    expect(preview.code).toBe(0);
    expectMessage(preview.output, "not-verified", "warning: ");

    const up = await workspace.up();
    expect(up.code).not.toBe(0);
    expectMessage(up.output, code, "create shop-dev-db", "GET /v1/integrations/configurations");
    expect(emulator.journal.writes()).toEqual([]);
    expect(emulator.stores.list()).toEqual([]);
  },
);

/** A store whose region depends on another store: unknown in every preview before that store exists. */
const laterRegion = (region: string) =>
  program(`(() => {
    const first = new IntegrationStore("first", ${neon});
    return new IntegrationStore("db", { integration: "neon", metadata: { region: first.id.apply(() => "${region}") } });
  })()`);

test("P32 an unknown value passes the preview, and is sent once it is known", async () => {
  await using stack = await createStack({ program: laterRegion("fra1") });
  const { emulator, workspace } = stack;

  const preview = await workspace.preview(["--diff"]);
  expect(preview.code).toBe(0);
  expect(preview.output).toMatch(/region\s*: \[unknown\]/);

  expect((await workspace.up()).code).toBe(0);
  expect(emulator.stores.list({ name: "shop-dev-db" })[0]?.metadata).toMatchObject({ region: "fra1" });
  expect(await workspace.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
});

test(
  "P32 an invalid value that was unknown at preview is rejected before its store is created",
  exhaustive,
  async () => {
    await using stack = await createStack({ program: laterRegion("mars1") });
    const { emulator, workspace } = stack;

    expect((await workspace.preview()).code).toBe(0);
    const up = await workspace.up();

    expect(up.code).not.toBe(0);
    expectMessage(up.output, "metadata-invalid", 'metadata.region: "mars1"', "Neon", "iad1");
    expect(emulator.stores.list().map(({ name }) => name)).toEqual(["shop-dev-first"]);
  },
);

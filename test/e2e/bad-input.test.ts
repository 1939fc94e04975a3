// What a person gets who made a mistake: at preview, by name, with what to do, and nothing is created.
import { expect, test } from "vitest";
import { exhaustive, testMatrix } from "./support/matrix.ts";
import { createStack, program } from "./support/stack.ts";

const storeOf = (args: string) => program(`new IntegrationStore("db", ${args})`);
const neon = '{ integration: "neon", metadata: { region: "iad1" } }';

interface Mistake {
  what: string;
  always?: true;
  args: string;
  says: readonly string[];
}

const mistakes: readonly Mistake[] = [
  {
    what: "an integration that is not installed",
    args: '{ integration: "nein" }',
    says: ['integration: "nein" is not installed in team acme.', "Did you mean neon?"],
  },
  { what: "no integration", args: "{}", says: ["integration is required."] },
  {
    what: "an unknown product",
    args: '{ integration: "neon", product: "neom", metadata: { region: "iad1" } }',
    says: ['product: "neom" is not a product of Neon.', "Did you mean neon?"],
  },
  {
    what: "several installations",
    args: '{ integration: "upstash", product: "upstash-kv" }',
    says: ["integrationConfigurationId: team acme has 2 installations of upstash.", "Set one: icfg_", "2026-03-01"],
  },
  {
    what: "a name that breaks the rules",
    args: '{ integration: "neon", name: "my database", metadata: { region: "iad1" } }',
    says: ["name may hold only A-Z, a-z, 0-9, _ and -."],
  },
  {
    what: "wrong types",
    always: true,
    args: '{ integration: "neon", name: 7, metadata: { region: { id: "iad1" } }, prepaymentAmountCents: "12" }',
    says: ["name must be a text.", "metadata.region must be", "prepaymentAmountCents must be a whole number of cents"],
  },
  {
    what: "an argument that does not exist",
    args: '{ integration: "neon", metdata: { region: "iad1" } }',
    says: ["metdata is not an argument of IntegrationStore.", "Did you mean metadata?"],
  },
  {
    what: "a product without a free plan",
    args: '{ integration: "paid-db" }',
    says: ["billingPlanId: ", "has no free plan", "$20.00/month"],
  },
  {
    what: "a plan that does not exist",
    args: '{ integration: "neon", billingPlanId: "free_v4", metadata: { region: "iad1" } }',
    says: [
      'billingPlanId: "free_v4" is not a plan of Neon',
      "Did you mean free_v3?",
      "launch_v3 (Launch, $19.00/month)",
    ],
  },
  {
    what: "a malformed team",
    args: '{ integration: "neon", teamId: "My Team!" }',
    says: ["teamId must be a team: team_… or its slug."],
  },
  {
    what: "several wrong settings",
    always: true,
    args: '{ integration: "neon", metadata: { region: "mars1", sise: "large", auth: "yes" } }',
    says: [
      'metadata.region: "mars1" is not offered by Neon. Choose one of: ',
      "metadata.sise is not a property of Neon.",
      "Did you mean size?",
      "metadata.auth must be true or false, not a text.",
    ],
  },
  {
    what: "a required setting that is missing",
    args: '{ integration: "neon" }',
    says: ["metadata.region is required by Neon. Choose one of: ", "sin1 (Singapore)"],
  },
  {
    what: "a suspended installation",
    args: '{ integration: "frost-cache" }',
    says: ["of frost-cache in team acme is suspended, so it takes no new stores."],
  },
  {
    what: "an installation that is not of the Marketplace",
    args: '{ integration: "deploy-notes" }',
    says: ["of deploy-notes in team acme is not one of the Marketplace", "https://vercel.com/marketplace/deploy-notes"],
  },
  {
    what: "an integration that could be installed",
    args: '{ integration: "supabase" }',
    says: ["Install it at https://vercel.com/marketplace/supabase and preview again."],
  },
  {
    what: "a prepayment without an amount",
    args: '{ integration: "paid-db", billingPlanId: "prepay" }',
    says: ["prepaymentAmountCents: plan prepay takes between 1000 and 50000 cents"],
  },
];

// The engine ends a preview at the first resource that fails its check, so each mistake needs a preview of its own.
testMatrix("P31 $what fails the preview by name, and creates nothing", mistakes, async ({ args, says }) => {
  await using stack = await createStack({ program: storeOf(args) });
  const { emulator, workspace } = stack;

  const preview = await workspace.preview();

  expect(preview.code).not.toBe(0);
  for (const sentence of says) expect(preview.output).toContain(sentence);
  expect(preview.output).not.toMatch(/^\s+at /m);
  expect(emulator.journal.writes()).toEqual([]);
});

const settings = [
  {
    what: "token",
    environment: { VERCEL_API_TOKEN: "Bearer vcp_canary00001111" },
    says: "VERCEL_API_TOKEN (from environment variable",
  },
  {
    what: "team",
    environment: { VERCEL_TEAM: "My Team!" },
    says: "VERCEL_TEAM (from environment variable VERCEL_TEAM) is not a team",
  },
  {
    what: "address",
    environment: { VERCEL_API_URL: "api.vercel.com" },
    says: "VERCEL_API_URL (from environment variable",
  },
];

test.each(settings)(
  "a malformed $what fails the preview, and is not repeated",
  exhaustive,
  async ({ environment, says }) => {
    await using stack = await createStack({ environment });
    const preview = await stack.workspace.preview();

    expect(preview.code).not.toBe(0);
    expect(preview.output).toContain(says);
    expect(preview.output).not.toContain("canary");
    expect(preview.output).not.toMatch(/^\s+at /m);
  },
);

test("P34 without a token a preview warns once for all stores, and an up says the three ways to give one", async () => {
  await using stack = await createStack({
    program: `${storeOf(neon)}\nnew IntegrationStore("other", ${neon});`,
    environment: { VERCEL_API_TOKEN: "" },
  });
  const { emulator, workspace } = stack;

  const preview = await workspace.preview(["--suppress-progress"]);
  expect(preview.code).toBe(0);
  expect(diagnostics(preview.output).match(/Not verified against Vercel/g)).toHaveLength(1);

  const up = await workspace.up();
  expect(up.code).not.toBe(0);
  expect(up.output).toContain(
    "No Vercel token. Set VERCEL_API_TOKEN, or run `pulumi config set --secret vercel:apiToken …`, or pass a Provider.",
  );
  expect(emulator.journal.entries()).toEqual([]);
});

const outages = [
  { what: "answers no JSON", fault: { kind: "not-json" } },
  { what: "answers 503", fault: { kind: "status", status: 503 } },
  { what: "cuts every connection", fault: { kind: "reset" } },
] as const;

test.each(outages)(
  "P34 an API that $what leaves the preview with a warning, and fails the up",
  exhaustive,
  async ({ fault }) => {
    await using stack = await createStack({ timings: { requestSeconds: 0.3 } });
    const { emulator, workspace } = stack;
    emulator.faults.add({ at: "before-commit", times: Number.POSITIVE_INFINITY, ...fault });

    const preview = await workspace.preview();
    expect(preview.code).toBe(0);
    expect(preview.output).toContain("warning: Not verified against Vercel");

    const up = await workspace.up();
    expect(up.code).not.toBe(0);
    expect(up.output).toContain("Could not create shop-dev-db.");
    expect(up.output).toContain("GET /v1/integrations/configurations");
    expect(emulator.journal.writes()).toEqual([]);
    expect(emulator.stores.list()).toEqual([]);
  },
);

/** A store whose region is another store's answer: unknown in every preview before that store exists. */
const laterRegion = (region: string) =>
  program(`(() => {
    const first = new IntegrationStore("first", ${neon});
    return new IntegrationStore("db", { integration: "neon", metadata: { region: first.id.apply(() => "${region}") } });
  })()`);

test("P32 a value that is known only later passes the preview, and is sent when it is known", async () => {
  await using stack = await createStack({ program: laterRegion("fra1") });
  const { emulator, workspace } = stack;

  const preview = await workspace.preview(["--diff"]);
  expect(preview.code).toBe(0);
  expect(preview.output).toMatch(/region\s*: \[unknown\]/);

  expect((await workspace.up()).code).toBe(0);
  expect(emulator.stores.list({ name: "shop-dev-db" })[0]?.metadata).toMatchObject({ region: "fra1" });
  expect(await workspace.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
});

test("P32 a wrong value that is known only later is refused before its store is created", exhaustive, async () => {
  await using stack = await createStack({ program: laterRegion("mars1") });
  const { emulator, workspace } = stack;

  expect((await workspace.preview()).code).toBe(0);
  const up = await workspace.up();

  expect(up.code).not.toBe(0);
  expect(up.output).toContain('metadata.region: "mars1" is not offered by Neon. Choose one of: ');
  expect(emulator.stores.list().map(({ name }) => name)).toEqual(["shop-dev-first"]);
});

/** The part of the engine's output that lists each message once. */
function diagnostics(output: string): string {
  return output.slice(output.indexOf("Diagnostics:"));
}

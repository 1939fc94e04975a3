// What a person reads before money is spent: the plan, its price, and everything that creation would refuse.
import { expect, test } from "vitest";
import { CREATE_ROUTE, createStack, program, STORE_TYPE } from "./support/stack.ts";

const storeOf = (args: string) => program(`new IntegrationStore("db", ${args})`);

test("P35 a paid store shows its plan and price in the preview, and gets that plan", async () => {
  await using stack = await createStack({ program: storeOf('{ integration: "paid-db", billingPlanId: "pro" }') });
  const { emulator, workspace } = stack;

  const preview = await workspace.preview(["--diff"]);
  expect(preview.code).toBe(0);
  expect(preview.output).toContain("shop-dev-db: plan Pro, $20.00/month (paid)");
  expect(preview.output).toMatch(/cost: "\$20.00\/month"/);

  expect((await workspace.up()).code).toBe(0);
  const post = emulator.journal.writes().find(({ route }) => route === CREATE_ROUTE);
  expect(post?.body).toMatchObject({ billingPlanId: "pro" });
  expect((await workspace.resources(STORE_TYPE))[0]?.outputs?.billingPlan).toMatchObject({ id: "pro", name: "Pro" });
});

test("P35 a prepayment sends its amount", async () => {
  await using stack = await createStack({
    program: storeOf('{ integration: "paid-db", billingPlanId: "prepay", prepaymentAmountCents: 2500 }'),
  });
  const { emulator, workspace } = stack;

  expect((await workspace.up()).code).toBe(0);
  expect(emulator.journal.writes()[0]?.body).toMatchObject({ billingPlanId: "prepay", prepaymentAmountCents: 2500 });
});

test("a free store sends no plan and exactly the metadata that the program set", async () => {
  await using stack = await createStack();
  await stack.workspace.up();

  expect(stack.emulator.journal.writes()[0]?.body).toEqual({
    name: "shop-dev-db",
    integrationConfigurationId: expect.stringMatching(/^icfg_/),
    integrationProductIdOrSlug: expect.stringMatching(/^iap_/),
    metadata: { region: "iad1" },
  });
});

test("a price that the partner changes later is no change of the store, also after a refresh", async () => {
  await using stack = await createStack({
    program: storeOf('{ integration: "paid-db", billingPlanId: "pro", metadata: { region: "eu-west" } }'),
  });
  const { emulator, workspace } = stack;
  await workspace.up();
  const [store] = emulator.stores.list();
  emulator.state.editPlan("paid-db", "paid-db", "pro", { cost: "$99.00/month", name: "Professional" });
  emulator.stores.edit(String(store?.id), { billingPlan: { ...store?.billingPlan, cost: "$99.00/month" } as never });

  expect(await workspace.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
  expect(await workspace.refresh(["--expect-no-changes"])).toMatchObject({ code: 0 });
  expect(await workspace.up(["--expect-no-changes"])).toMatchObject({ code: 0 });
});

interface Mistake {
  what: string;
  args: string;
  says: readonly string[];
}

const mistakes: readonly Mistake[] = [
  {
    what: "several wrong settings are told together",
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

test.each(mistakes)("P31 $what: refused at preview, with nothing written", async ({ args, says }) => {
  await using stack = await createStack({ program: storeOf(args) });
  const { emulator, workspace } = stack;

  const preview = await workspace.preview();

  expect(preview.code).not.toBe(0);
  for (const sentence of says) expect(preview.output).toContain(sentence);
  expect(emulator.journal.writes()).toEqual([]);
});

test("P33 a schema that is not understood blocks nothing, and is told once", async () => {
  await using stack = await createStack({
    program: `${storeOf('{ integration: "neon", metadata: { region: "iad1" } }')}
      new IntegrationStore("other", { integration: "neon", metadata: { region: "fra1" } });`,
  });
  const { emulator, workspace } = stack;
  const { metadataSchema } = emulator.state.product("neon", "neon");
  const extended = structuredClone(metadataSchema) as unknown as { properties: Record<string, unknown> };
  extended.properties.mood = { type: "string", "ui:control": "mood-ring" };
  emulator.state.editProduct("neon", "neon", { metadataSchema: extended as never });

  const preview = await workspace.preview();

  expect(preview.code).toBe(0);
  const diagnostics = preview.output.slice(preview.output.indexOf("Diagnostics:"));
  expect(diagnostics.match(/Not checked in the preview/g)).toHaveLength(1);
  expect(diagnostics).toContain("mood");
});

test("P34 unchanged stores are silent where nothing can be asked", async () => {
  await using stack = await createStack();
  const { workspace } = stack;
  await workspace.up();

  const preview = await workspace.preview(["--expect-no-changes"], { environment: { VERCEL_API_TOKEN: "" } });

  expect(preview.code).toBe(0);
  expect(preview.output).not.toContain("Not verified");
  expect(preview.output).not.toContain("warning");
});

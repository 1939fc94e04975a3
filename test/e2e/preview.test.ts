// What a preview shows before money is spent: the plan and its price, and what could not be validated.
import { expect, test } from "vitest";
import { exhaustive } from "../support/matrix.ts";
import { countDiagnostics, expectMessage, messagesIn } from "./support/messages.ts";
import { CREATE_ROUTE, createStack, program, STORE_TYPE } from "./support/stack.ts";

const storeOf = (args: string) => program(`new IntegrationStore("db", ${args})`);

test(
  "P43 P2 a program that names the team by slug instead of id is unchanged, and needs no request once compared",
  exhaustive,
  async () => {
    const inTeam = (teamId: string) =>
      storeOf(`{ integration: "neon", metadata: { region: "iad1" }, teamId: "${teamId}" }`);
    await using stack = await createStack({ program: inTeam("team_Acme1nC0rp5Rt8Wq3Zx6Lk") });
    const { emulator, workspace } = stack;
    await workspace.up();
    await workspace.writeProgram(inTeam("acme"));
    expect((await workspace.up(["--expect-no-changes"])).code).toBe(0);
    expect((await workspace.refresh(["--expect-no-changes"])).code).toBe(0);
    emulator.journal.clear();

    expect((await workspace.preview(["--expect-no-changes"])).code).toBe(0);
    expect(emulator.journal.entries()).toEqual([]);
  },
);

test("P35 a paid store shows its plan and price in the preview, and each store is created with its plan", async () => {
  await using stack = await createStack({
    program: `${storeOf('{ integration: "paid-db", billingPlanId: "pro" }')}
      new IntegrationStore("prepaid", { integration: "paid-db", billingPlanId: "prepay", prepaymentAmountCents: 2500 });
      new IntegrationStore("free", { integration: "neon", metadata: { region: "iad1" } });`,
  });
  const { emulator, workspace } = stack;

  const preview = await workspace.preview(["--diff"]);
  expect(preview.code).toBe(0);
  expect(preview.output).toContain("shop-dev-db: plan Pro, $20.00/month (paid)");
  expect(preview.output).toMatch(/cost: "\$20.00\/month"/);

  expect((await workspace.up()).code).toBe(0);
  const posts = emulator.journal.writes().filter(({ route }) => route === CREATE_ROUTE);
  const bodyOf = (name: string) => posts.map(({ body }) => body as { name: string }).find((body) => body.name === name);
  expect(posts).toHaveLength(3);
  expect(bodyOf("shop-dev-db")).toMatchObject({ billingPlanId: "pro" });
  expect(bodyOf("shop-dev-prepaid")).toMatchObject({ billingPlanId: "prepay", prepaymentAmountCents: 2500 });
  // A free store sends no plan, and exactly the metadata that the program set.
  expect(bodyOf("shop-dev-free")).toEqual({
    name: "shop-dev-free",
    integrationConfigurationId: expect.stringMatching(/^icfg_/),
    integrationProductIdOrSlug: expect.stringMatching(/^iap_/),
    metadata: { region: "iad1" },
  });
  const stores = await workspace.resources(STORE_TYPE);
  const paid = stores.find(({ outputs }) => outputs?.name === "shop-dev-db");
  expect(paid?.outputs?.billingPlan).toMatchObject({ id: "pro", name: "Pro" });
});

test("a price that the partner changes later is no change of the store, also after a refresh", exhaustive, async () => {
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

test("P33 a schema keyword that is not understood blocks nothing, and causes one warning", exhaustive, async () => {
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
  expect(countDiagnostics(preview.output, "metadata-not-validated")).toBe(1);
  expectMessage(preview.output, "metadata-not-validated", "mood");
});

test("P34 unchanged stores cause no warning without a token", exhaustive, async () => {
  await using stack = await createStack();
  const { workspace } = stack;
  await workspace.up();

  const preview = await workspace.preview(["--expect-no-changes"], { environment: { VERCEL_API_TOKEN: "" } });

  expect(preview.code).toBe(0);
  expect(messagesIn(preview.output)).toEqual([]);
  expect(preview.output).not.toContain("warning");
});

test("P50 a partner's text reaches the terminal without control characters", exhaustive, async () => {
  const paid = '{ integration: "neon", metadata: { region: "iad1" }, billingPlanId: "launch_v3" }';
  await using stack = await createStack({ program: storeOf(paid) });
  const { emulator, workspace } = stack;
  emulator.state.editPlan("neon", "neon", "launch_v3", {
    name: "L\u001b]0;pwned\u0007\u001b[2J\u202e\u009b<{%fg 1%}>aunch",
  });

  const preview = await workspace.preview(["--diff"]);
  const up = await workspace.up();

  for (const { code, output } of [preview, up]) {
    expect(code).toBe(0);
    // The output of a workspace has no terminal sequences: if the text of one is in it, it was none.
    expect(output).toContain("L ]0;pwned [2J <{ %fg 1%}>aunch");
    expect(output).not.toMatch(/[\u007f-\u009f\u202e]/);
  }
});

test(
  "P31 two components with stores of one default name fail the preview as they fail the up",
  exhaustive,
  async () => {
    await using stack = await createStack({
      program: `
      const pulumi = require("@pulumi/pulumi");
      const { IntegrationStore } = require("pulumi-vercel-marketplace");
      for (const type of ["A", "B"]) {
        const parent = new pulumi.ComponentResource("x:y:" + type, type, {}, {});
        new IntegrationStore("db", { integration: "neon", metadata: { region: "iad1" } }, { parent });
      }`,
    });
    const { emulator, workspace } = stack;

    const preview = await workspace.preview();

    expect(preview.code).not.toBe(0);
    expectMessage(preview.output, "name-used-twice", "shop-dev-db");
    expect(emulator.journal.writes()).toEqual([]);
  },
);

test(
  "P31 P44 a name of two integrations is a warning at preview, and the up fails with the id of the store that has it",
  exhaustive,
  async () => {
    const paid = '{ integration: "paid-db", name: "cache", billingPlanId: "prepay", prepaymentAmountCents: 2500 }';
    await using stack = await createStack({
      program: program(
        'new IntegrationStore("db", { integration: "neon", name: "cache", metadata: { region: "iad1" } })',
        `new IntegrationStore("paid", ${paid}, { dependsOn: [db] });`,
      ),
    });
    const { emulator, workspace } = stack;

    const preview = await workspace.preview();
    expect(preview.code).toBe(0);
    expectMessage(preview.output, "name-used-in-program", "neon, with the default name shop-dev-db");
    expect(emulator.journal.writes()).toEqual([]);

    const up = await workspace.up();
    expect(up.code).not.toBe(0);
    const ids = emulator.stores.list().map(({ id }) => id);
    expect(ids).toHaveLength(1);
    expectMessage(up.output, "name-conflict", String(ids[0]), "Neon");
    expect((await workspace.resources(STORE_TYPE)).map(({ id }) => id)).toEqual(ids);
  },
);

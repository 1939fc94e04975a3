// What a preview says about an integration that the team has not installed: how to install it, or what is meant.
import type { Emulator, TokenName } from "vercel-marketplace-emulator";
import { expect, test } from "vitest";
import type { StoreArguments } from "../../../provider/src/contract/integration-store.ts";
import { render } from "../../../provider/src/errors/render.ts";
import { integrationStore } from "../../../provider/src/lifecycle/integration-store/index.ts";
import { ALWAYS, count, emulate, type ProcessContext, processOf } from "../../support/process-context.ts";

const OFFERS = "GET /v2/integrations/integrations";
const TEAM = "GET /teams/:team";
const ACCEPT_TERMS = "https://vercel.com/acme/~/integrations/accept-terms";

async function check(
  context: ProcessContext,
  args: StoreArguments,
): Promise<{ code: string | undefined; text: string }> {
  const { failures } = await integrationStore.check(context, undefined, { name: "shop-db", ...args });
  expect(failures).toHaveLength(1);
  return { code: failures[0]?.code, text: render(failures[0]) };
}

const requested = (emulator: Emulator) => [count(emulator, OFFERS), count(emulator, TEAM)];

test("P31 an integration of the Marketplace comes with the page that installs it, for the cost of one request", async () => {
  await using emulator = await emulate();
  const { code, text } = await check(processOf(emulator), { integration: "supabase" });
  expect(code).toBe("integration-not-installed");
  expect(text).toContain(`${ACCEPT_TERMS}/supabase`);
  expect(text).toContain("pulumi preview");
  expect(requested(emulator)).toEqual([1, 0]);
  expect(emulator.journal.writes()).toEqual([]);
});

test.each<[string, string | undefined, TokenName]>([
  ["its id", "acme", "admin"],
  ["nothing, and the token has a default team", undefined, "admin"],
])("P31 the page names the team by its slug if the program names it by %s", async (_, slug, token) => {
  await using emulator = await emulate();
  const context = processOf(emulator, { token, ...(slug ? { team: emulator.state.team(slug).id } : {}) });
  if (slug === undefined) delete (context.session().account as { team?: string }).team;
  expect((await check(context, { integration: "supabase" })).text).toContain(`${ACCEPT_TERMS}/supabase`);
  expect(requested(emulator)).toEqual([1, 1]);
});

test("P31 an integration that was uninstalled comes with the page, too", async () => {
  await using emulator = await emulate();
  emulator.state.addInstallation({ integration: "supabase", status: "uninstalled" });
  expect((await check(processOf(emulator), { integration: "supabase" })).text).toContain(`${ACCEPT_TERMS}/supabase`);
});

test("P31 a team whose slug cannot be read leaves the page of the Marketplace", async () => {
  await using emulator = await emulate();
  emulator.faults.add({ route: TEAM, at: "answer", kind: "status", status: 403, times: ALWAYS });
  const context = processOf(emulator, { team: emulator.state.team("acme").id });
  const { text } = await check(context, { integration: "supabase" });
  expect(text).toContain("https://vercel.com/marketplace/supabase");
  expect(text).not.toContain("accept-terms");
});

test("P31 a name that is no integration gets the closest ones, and no page of its own", async () => {
  await using emulator = await emulate();
  const context = processOf(emulator);
  const textOf = async (integration: string) => (await check(context, { integration })).text;

  const typo = await textOf("supabse");
  expect(typo).toContain("Did you mean supabase?");
  expect(typo).toContain(`${ACCEPT_TERMS}/supabase,`);
  const nothing = await textOf("drift");
  expect(nothing).toMatch(/closest are drift-search\./);
  expect(await textOf("drift-text")).toMatch(/closest are drift-search\./);
  const installed = await textOf("neno");
  expect(installed).toContain("Did you mean neon?");
  for (const text of [nothing, installed, await textOf("oac_nosuch")]) expect(text).not.toContain("accept-terms");
  expect(requested(emulator)).toEqual([1, 0]);
});

test("P50 names of the Marketplace send no control characters to the terminal", async () => {
  await using emulator = await emulate();
  emulator.state.edit(({ partners }) => {
    for (const partner of partners) partner.slug += "\u001b[2J\u202e\n";
  });
  const { text } = await check(processOf(emulator), { integration: "supabase" });
  expect(text).toContain("supabase");
  expect(text).not.toMatch(/[\p{Cc}\u202e]/u);
});

test("P31 a name of the Marketplace is no typing error of an installed one", async () => {
  await using emulator = await emulate();
  emulator.state.edit(({ partners }) => {
    for (const partner of partners) if (partner.slug === "supabase") partner.slug = "nein";
  });
  const { text } = await check(processOf(emulator), { integration: "nein" });
  expect(text).toContain(`${ACCEPT_TERMS}/nein,`);
  expect(text).not.toContain("Did you mean");
});

test("P31 an installation that does not exist comes with the page, unless the integration is installed", async () => {
  await using emulator = await emulate();
  const context = processOf(emulator);
  const integrationConfigurationId = "icfg_nosuch";
  const missing = await check(context, { integration: "supabase", integrationConfigurationId });
  expect(missing.code).toBe("installation-not-found");
  expect(missing.text).toContain(`${ACCEPT_TERMS}/supabase,`);
  emulator.journal.clear();
  for (const args of [{ integration: "neon", integrationConfigurationId }, { integrationConfigurationId }]) {
    expect((await check(context, args)).text).not.toContain("accept-terms");
  }
  expect(requested(emulator)).toEqual([0, 0]);
});

test.each([
  ["403", { kind: "status", status: 403 }],
  ["404", { kind: "status", status: 404 }],
  ["500", { kind: "status", status: 500 }],
  ["not JSON", { kind: "not-json" }],
  ["odd", { kind: "other-shape", body: { integrations: "none" } }],
  ["empty", { kind: "other-shape", body: [] }],
] as const)("P34 P36 a catalogue that is %s hides no mistake, and is requested once", async (_, fault) => {
  await using emulator = await emulate();
  emulator.faults.add({ route: OFFERS, at: "answer", times: ALWAYS, ...fault });
  const context = processOf(emulator, { timings: { requestSeconds: 0.1 } });

  const [first] = await Promise.all([
    check(context, { integration: "supabase" }),
    check(context, { name: "other", integration: "supabase" }),
  ]);
  const sent = count(emulator, OFFERS);
  const typo = await check(context, { integration: "neno" });

  expect(first.code).toBe("integration-not-installed");
  expect(first.text).toContain(`${ACCEPT_TERMS}/supabase`);
  expect(typo.text).toContain("Did you mean neon?");
  expect(typo.text).not.toContain("accept-terms");
  expect(count(emulator, OFFERS)).toBe(sent);
  expect(context.said.warning).toEqual([]);
});

test("P26 fifty resources with the same mistake request the catalogue and the team once", async () => {
  await using emulator = await emulate();
  const context = processOf(emulator, { team: emulator.state.team("acme").id });
  const names = Array.from({ length: 50 }, (_, index) => `shop-${index}`);
  await Promise.all(names.map((name) => check(context, { name, integration: "supabase" })));
  expect(requested(emulator)).toEqual([1, 1]);
});

test("P26 a store of an integration that is installed requests neither", async () => {
  await using emulator = await emulate();
  const args = { integration: "neon", name: "shop-db", metadata: { region: "iad1" } };
  const context = processOf(emulator, { team: emulator.state.team("acme").id });
  expect((await integrationStore.check(context, undefined, args)).failures).toEqual([]);
  expect(requested(emulator)).toEqual([0, 0]);
});

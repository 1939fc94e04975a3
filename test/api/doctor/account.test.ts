// What `doctor` finds out about settings, token, team, permissions, routes, installations and billing.
import { type Emulator, startEmulator } from "vercel-marketplace-emulator";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { DoctorStatus } from "../../../provider/src/cli/doctor/check.ts";
import { ALWAYS } from "../../support/process-context.ts";
import { type Environment, environmentOf, idsOf, never, runDoctor } from "./run.ts";

const FROST = "icfg_AcmeFrost5Zn7Jd3Ck9Wy1Ah";
const PAID = "icfg_AcmePaidDb7Lq2Vh8Ws5Ej3K";
const DAY = 86_400_000;

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

/** A team with one store, which is connected to a project; nothing is wrong. */
beforeEach(() => {
  emulator.reset();
  emulator.state.removeInstallation(FROST);
  const { id } = emulator.stores.seed({ name: "shop-db", integration: "neon", metadata: { region: "iad1" } });
  emulator.projects.connect({ store: id, project: "web", environments: ["preview"] });
});

const inDays = (days: number) => Date.now() + days * DAY;
const acme = () => emulator.state.team("acme").id;
const always = (route: string, fault: object) =>
  emulator.faults.add({ route, at: "answer", times: ALWAYS, ...fault } as never);

test("P27 with nothing wrong, every check that a read can make is ok, and no secret is printed", async () => {
  const run = await runDoctor(emulator, {}, { args: ["--strict"] });

  expect(idsOf(run, "not checked")).toEqual(never);
  expect(run.report.summary).toEqual({ ok: run.report.checks.length - 6, warnings: 0, failed: 0, notChecked: 6 });
  expect([run.code, run.stderr]).toEqual([0, ""]);
  expect(run.checks).toMatchObject({
    "setting-api-token": { detail: expect.stringContaining("VERCEL_API_TOKEN") },
    "token-accepted": { detail: "of the user ann" },
    team: { detail: `acme (${acme()})` },
    "read-store": { detail: expect.stringContaining("shop-db") },
    "read-project": { detail: expect.stringContaining("web") },
    "store-connections": { detail: "1 found" },
    "pull-variables": { detail: "8 in preview" },
    "create-store": { detail: expect.stringContaining("OWNER") },
    "payment-method": { next: expect.stringContaining("https://vercel.com/acme/~/settings/billing") },
  });
  const [store] = emulator.stores.list();
  const secrets = [emulator.token, ...Object.values(emulator.stores.secretValues(String(store?.id)))];
  expect(secrets.filter((secret) => `${run.stdout}${run.stderr}`.includes(secret))).toEqual([]);
  expect(`${run.stdout}${run.stderr}`).not.toMatch(/ann@|Ann Example/);
});

type Expected = Record<string, DoctorStatus>;

/** Nothing else than these checks, and what depends on them, is not ok. */
async function expectChecks(expected: Expected, environment: Environment) {
  const run = await runDoctor(emulator, environment);
  const found = Object.fromEntries(run.report.checks.map(({ id, status }) => [id, status]));
  expect(found).toMatchObject(expected);
  for (const status of ["warning", "failed"] as const) {
    const ids = Object.keys(expected).filter((id) => expected[id] === status);
    expect(idsOf(run, status)).toEqual(ids);
    for (const id of ids) expect(run.checks[id]).toHaveProperty("detail");
  }
  expect(run.code).toBe(idsOf(run, "failed").length > 0 ? 1 : 0);
  return run;
}

/** `arrange` may return variables of the environment. */
type Row = [what: string, expected: Expected, arrange: () => unknown];

describe("a failed check", () => {
  test.each<Row>([
    ["an expired token", { "token-accepted": "failed" }, () => emulator.state.editToken("admin", { expiresAt: 1 })],
    [
      "an expired scope",
      { "token-expiry": "failed" },
      () => emulator.state.editToken("admin", { scopes: [{ type: "team", teamId: acme(), expiresAt: inDays(-1) }] }),
    ],
    ["a leaked token", { "token-expiry": "failed" }, () => emulator.state.editToken("admin", { leakedAt: 1 })],
    [
      "a team without the token",
      { team: "failed", "list-stores": "not checked" },
      () => ({ VERCEL_TEAM: "acme-prod" }),
    ],
    ["a team with SAML", { team: "failed" }, () => emulator.state.editTeam("acme", { saml: true })],
    [
      "a token of a project",
      { team: "failed", "token-accepted": "ok" },
      () => ({ VERCEL_API_TOKEN: emulator.tokens.project }),
    ],
    [
      "stores that cannot be listed",
      { "list-stores": "failed", "read-store": "not checked", "read-secrets": "not checked", "read-project": "ok" },
      () => emulator.configure({ listStores: 403 }),
    ],
    [
      "products that cannot be read",
      { products: "failed", "read-plans": "ok" },
      () => always(`GET /v1/integrations/configuration/${PAID}/products`, { kind: "status", status: 403 }),
    ],
    [
      "installations that cannot be read",
      { "read-installations": "failed", installations: "not checked", products: "not checked" },
      () => always("GET /v1/integrations/configurations", { kind: "status", status: 403 }),
    ],
  ])("%s", async (_, expected, arrange) => {
    const run = await expectChecks(expected, environmentOf(arrange()));
    for (const id of idsOf(run, "failed")) expect(run.checks[id]?.next).toMatch(/\S/);
  });

  test("P27 a rejected token is not printed, and nothing but three requests is sent", async () => {
    const environment = { VERCEL_API_TOKEN: "vcp_canary1234567890" };
    const run = await expectChecks({ "token-accepted": "failed", api: "ok", team: "not checked" }, environment);
    expect(`${run.stdout}${run.stderr}`).not.toContain("canary");
    expect(run.checks["token-accepted"]?.detail).toContain("(request ");
    expect(emulator.journal.entries()).toHaveLength(3);
  });

  test("a misspelt team: the teams that the token sees are named", async () => {
    const { checks } = await runDoctor(emulator, { VERCEL_TEAM: "acmee", VERCEL_API_TOKEN: emulator.tokens.both });
    expect(checks.team?.next).toMatch(/^The token sees: acme, acme-prod\. \S/);
  });

  test("SAML has the page that authorizes a token", async () => {
    emulator.state.editTeam("acme", { saml: true });
    const { checks } = await runDoctor(emulator);
    expect(checks.team?.next).toContain("SAML");
    expect(checks.team?.next).toContain("https://vercel.com/account/settings/tokens");
  });

  test.each<[string, Expected, Environment]>([
    ["no token", { "setting-api-token": "failed" }, { VERCEL_API_TOKEN: "" }],
    ["a token in quotes", { "setting-api-token": "failed" }, { VERCEL_API_TOKEN: '"vcp_canary"' }],
    ["a malformed team", { "setting-team": "failed" }, { VERCEL_TEAM: "No Team" }],
    ["a malformed URL", { "setting-api-url": "failed" }, { VERCEL_API_URL: "vercel" }],
  ])("%s: no request is sent, and this machine is checked", async (_, expected, environment) => {
    const run = await expectChecks({ ...expected, "read-store": "not checked", node: "ok" }, environment);
    expect(run.stdout).not.toContain("canary");
    expect(emulator.journal.entries()).toEqual([]);
  });

  test("a stack that does not exist", async () => {
    const { checks, code } = await runDoctor(emulator, {}, { args: ["--stack", "none"] });
    expect([checks["stack-config"]?.status, code]).toEqual(["failed", 1]);
    expect(checks["stack-config"]?.detail).toContain("[stack-config-not-read]");
  });
});

describe("a warning", () => {
  test.each<Row>([
    [
      "a token that expires soon",
      { "token-expiry": "warning" },
      () => emulator.state.editToken("admin", { expiresAt: inDays(13) }),
    ],
    ["a role that reads", { "team-role": "warning" }, () => ({ VERCEL_API_TOKEN: emulator.tokens.viewer })],
    [
      "stores that cannot be listed, with createWithoutList",
      { "list-stores": "warning" },
      () => {
        emulator.configure({ listStores: 404 });
        return { VERCEL_CREATE_WITHOUT_LIST: "1" };
      },
    ],
    ["secrets without a route", { "read-secrets": "warning" }, () => emulator.configure({ secretsRoute: 404 })],
    ["values without a route", { "pull-variables": "warning" }, () => emulator.configure({ envPull: 403 })],
    ["no catalogue", { catalogue: "warning" }, () => emulator.configure({ catalogue: 404 })],
    [
      "a store without connections in its response",
      { "store-connections": "warning" },
      () => emulator.configure({ omittedFields: ["projectsMetadata"] }),
    ],
    [
      "a list of connections that is missing",
      { "list-connections": "warning" },
      () => always("GET /v1/storage/stores/:id/connections", { kind: "status", status: 404 }),
    ],
    [
      "an installation that is suspended",
      { installations: "warning" },
      () => emulator.state.editInstallation(PAID, { status: "suspended" }),
    ],
    [
      "empty credits",
      { "prepaid-balance": "warning" },
      () => emulator.state.editInstallation(PAID, { prepaid: { balance: 0 } }),
    ],
    ["a clock that is wrong", { clock: "warning" }, () => emulator.configure({ clockOffsetMs: 600_000 })],
  ])("%s", async (_, expected, arrange) => {
    const run = await expectChecks(expected, environmentOf(arrange()));
    for (const id of idsOf(run, "warning")) expect(run.checks[id]?.next).toMatch(/\S/);
  });

  test("a stack config that cannot be read", async () => {
    const files = { "Pulumi.yaml": "name: shop", "Pulumi.dev.yaml": "config: { vercel:team: acme }" };
    const run = await runDoctor(emulator, {}, { program: { files } });
    expect(idsOf(run, "warning")).toEqual(["stack-config"]);
    expect(run.checks["stack-config"]?.detail).toContain("[stack-config-not-read]");
    expect(run.stderr).toBe("");
  });

  test("with --strict, the exit code is 1", async () => {
    emulator.configure({ secretsRoute: 404 });
    expect(await runDoctor(emulator, {}, { args: ["--strict"] })).toMatchObject({ code: 1 });
  });

  test.each([200, 404] as const)("no installation (%s)", async (noInstallations) => {
    emulator.configure({ noInstallations });
    for (const { id } of emulator.state.installations({ team: "acme" })) emulator.state.removeInstallation(id);
    const { checks } = await runDoctor(emulator);
    expect(checks).toMatchObject({
      installations: { status: "warning", next: expect.stringContaining("discover --all") },
      products: { status: "not checked" },
      "prepaid-balance": { status: "not checked" },
    });
  });
});

describe("what is known", () => {
  test("the default team, if none is set", async () => {
    const { checks } = await runDoctor(emulator, { VERCEL_TEAM: undefined });
    expect(checks).toMatchObject({
      team: { status: "ok", detail: `acme (${acme()})` },
      "read-store": { status: "ok" },
    });
  });

  test("the scope and the credits", async () => {
    emulator.state.editToken("admin", { scopes: [{ type: "team", teamId: acme() }], expiresAt: inDays(40.5) });
    emulator.state.editInstallation(PAID, { prepaid: { balance: 1250 } });
    const { checks } = await runDoctor(emulator);
    expect(checks).toMatchObject({
      "token-scope": { status: "ok", detail: `limited to ${acme()}` },
      "token-expiry": { status: "ok", detail: expect.stringContaining("in 41 days") },
      "prepaid-balance": { status: "ok", detail: "paid-db: $12.50" },
    });
  });

  test("no route describes the token: it is accepted all the same", async () => {
    always("GET /v5/user/tokens/:id", { kind: "status", status: 404 });
    always("GET /v2/user", { kind: "status", status: 403 });
    const { checks, code } = await runDoctor(emulator);
    expect(checks).toMatchObject({
      "token-accepted": { status: "ok" },
      "token-expiry": { status: "not checked" },
      clock: { status: "not checked" },
      "read-store": { status: "ok" },
    });
    expect(code).toBe(0);
  });

  test("without stores and projects, what needs one is not checked", async () => {
    emulator.reset();
    for (const { name } of emulator.projects.list({ team: "acme" })) emulator.projects.remove(name);
    const run = await runDoctor(emulator);
    expect(idsOf(run, "not checked")).toEqual([
      "read-store",
      "read-project",
      "read-variables",
      ...never.slice(0, -1),
      "store-connections",
      "list-connections",
      "read-secrets",
      "pull-variables",
      "payment-method",
    ]);
  });
});

describe("an API that does not respond", () => {
  const none = ["token-accepted", "team", "read-installations", "read-store", "list-stores", "catalogue", "clock"];

  test.each<Row>([
    ["a page for people", { api: "failed" }, () => always("*", { kind: "not-json" })],
    ["a page that does not exist", { api: "failed" }, () => always("*", { kind: "not-json", status: 404 })],
    ["a page of a firewall", { api: "failed" }, () => always("*", { kind: "not-json", status: 403 })],
    ["a sign-in page", { api: "failed" }, () => always("*", { kind: "not-json", status: 401 })],
    ["a redirect", { api: "failed" }, () => always("*", { kind: "redirect", location: "https://vercel.test" })],
    ["an outage", { api: "failed" }, () => always("*", { kind: "status", status: 503 })],
    ["silence", { api: "failed" }, () => always("*", { kind: "hang" })],
    ["a rate limit", { api: "failed" }, () => always("*", { kind: "status", status: 429, retryAfter: "60" })],
  ])("%s: one failed check, and three requests that are tried", async (_, expected, arrange) => {
    const run = await expectChecks(expected, environmentOf(arrange()));
    for (const id of none) expect(run.checks[id]?.status).toBe("not checked");
    expect(run.checks.api?.next).toMatch(/\S/);
    expect(new Set(emulator.journal.entries().map(({ path }) => path)).size).toBeLessThanOrEqual(3);
  });

  test("a closed port", async () => {
    const closed = await startEmulator();
    await closed.close();
    const { checks, code } = await runDoctor(emulator, { VERCEL_API_URL: closed.url });
    expect(checks.api).toMatchObject({ status: "failed", detail: expect.stringContaining("ECONNREFUSED") });
    for (const id of none) expect(checks[id]?.status).toBe("not checked");
    expect(code).toBe(1);
  });

  test("nothing is asked after a connection was lost", async () => {
    always("GET /v1/storage/stores", { kind: "reset" });
    const { checks } = await runDoctor(emulator);
    expect(checks).toMatchObject({ "list-stores": { status: "failed" }, "read-project": { status: "not checked" } });
  });
});

// A store's life at Vercel itself, on a free plan. `npm run test:live` starts it, and deletes what it leaves.
import { listInstallations, listPlans, listProducts } from "pulumi-vercel-marketplace";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LiveRun } from "../../tools/live/settings.ts";
import type { Workspace } from "../../tools/workspace/workspace.ts";
import { expectMessage } from "../e2e/support/messages.ts";
import { STORE_TYPE } from "../e2e/support/stack.ts";
import { createWorkspace } from "../e2e/support/workspace.ts";
import { runCommand } from "../support/command.ts";

const { VERCEL_LIVE_TOKEN: apiToken = "", VERCEL_LIVE_RUN = "{}", VERCEL_MARKETPLACE_TIMINGS = "" } = process.env;
const run: LiveRun = JSON.parse(VERCEL_LIVE_RUN);
const { name, apiUrl, team, integration, product, metadata, billingPlanId, project } = run;
const account = { apiToken, apiUrl, ...(team === undefined ? {} : { team }) };
const environment = {
  VERCEL_API_TOKEN: apiToken,
  VERCEL_API_URL: apiUrl,
  ...(team === undefined ? {} : { VERCEL_TEAM: team }),
  VERCEL_MARKETPLACE_TIMINGS,
};
/** A slow partner may take ten minutes. */
const slow = { timeoutSeconds: 700 };

const storeArguments = { integration, product, name, metadata, billingPlanId };
const connectionArguments = { projectId: project, environments: ["development"], envVarPrefix: "LIVE_TEST" };
const load = 'const { IntegrationStore, ProjectConnection } = require("pulumi-vercel-marketplace");';
const stores = (resources: string) => `${load}\n${resources}`;
const program = stores(`
  const db = new IntegrationStore("db", ${JSON.stringify(storeArguments)});
  exports.id = db.id;
  exports.plan = db.billingPlan;
  exports.secrets = db.secrets;
  ${project === undefined ? "" : `const link = new ProjectConnection("link", { storeId: db.id, ...${JSON.stringify(connectionArguments)} });`}
  ${project === undefined ? "" : "exports.variables = link.variableNames;"}
`);

let workspace: Workspace;
let id = "";
beforeAll(async () => {
  workspace = await createWorkspace({ program, environment });
});
afterAll(async () => {
  // After a failure; `npm run test:live` checks afterwards that nothing is left.
  await workspace.writeProgram(program);
  if ((await workspace.resources(STORE_TYPE)).length > 0) await workspace.destroy([], slow);
  await workspace.dispose();
});

test("the list functions find the integration, its product and the free plan", async () => {
  const installed = await listInstallations(account);
  expect(installed.filter((one) => one.ready).map((one) => one.integration)).toContain(integration);
  expect((await listProducts(integration, account)).length).toBeGreaterThan(0);
  const plans = await listPlans(integration, product, { ...account, metadata });
  expect(plans.find((one) => one.id === billingPlanId)).toMatchObject({ free: true, available: true });
});

test("doctor finds no failure", async () => {
  const { code, stdout, stderr } = await runCommand(["doctor", "--json"], { ...workspace.environment });
  expect(code, `${stdout}${stderr}`).toBe(0);
  expect(`${stdout}${stderr}`).not.toContain(apiToken);
});

test("a preview shows the free plan", async () => {
  const { code, output } = await workspace.preview(["--diff"]);
  expect(code, output).toBe(0);
  expect(output).toContain(billingPlanId);
});

test("up creates the store, and its secrets can be read", async () => {
  const up = await workspace.up([], slow);
  expect(up.code, up.output).toBe(0);
  expect(up.output).not.toContain(apiToken);
  expect((await workspace.stateBytes()).includes(apiToken)).toBe(false);
  const [store] = await workspace.resources(STORE_TYPE);
  expect(store?.outputs).toMatchObject({ name, status: "available" });
  id = String(store?.id);
  const { secrets, variables } = await workspace.outputs({ showSecrets: true });
  // Names only: a failure prints what it compares.
  expect(Object.keys(secrets as object).length).toBeGreaterThan(0);
  if (project !== undefined) expect((variables as string[]).length).toBeGreaterThan(0);
});

test("an unchanged preview and a refresh find no change", async () => {
  const preview = await workspace.preview(["--expect-no-changes"]);
  expect(preview.code, preview.output).toBe(0);
  const refresh = await workspace.refresh(["--expect-no-changes"]);
  expect(refresh.code, refresh.output).toBe(0);
});

test("a second store of the name is rejected at preview, and get reads the first", async () => {
  await using other = await createWorkspace({ program, environment });
  const conflict = await other.preview();
  expect(conflict.code).not.toBe(0);
  expectMessage(conflict.output, "store-exists", id);
  await other.writeProgram(stores(`exports.status = IntegrationStore.get("db", ${JSON.stringify(id)}).status;`));
  const get = await other.preview();
  expect(get.code, get.output).toBe(0);
  expect(get.output).toMatch(/status\s*: "available"/);
});

test("destroy deletes the store", async () => {
  const destroy = await workspace.destroy([], slow);
  expect(destroy.code, destroy.output).toBe(0);
  expect(await workspace.resources(STORE_TYPE)).toEqual([]);
  const { status } = await fetch(
    `${apiUrl}/v1/storage/stores/${id}${team === undefined ? "" : `?${team.startsWith("team_") ? "teamId" : "slug"}=${team}`}`,
    { headers: { authorization: `Bearer ${apiToken}` } },
  );
  expect(status).toBe(404);
});

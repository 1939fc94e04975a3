// The command line of Vercel: claiming a sandbox.
import { expect, test } from "vitest";
import { exhaustive } from "../../../test/support/matrix.ts";
import { type Cli, installCli, startCli } from "./cli.ts";

installCli();

const claimRoute = "POST /v1/integrations/installations/:installation/resources/:id/sandbox/claim-url";
const LINK = /https:\/\/console\.example\/\S+/;

async function startWithSandbox(options?: Parameters<typeof startCli>[0]): Promise<Cli & { id: string }> {
  const cli = await startCli(options);
  const { id } = cli.emulator.stores.seed({ name: "db", integration: "neon", ownership: "sandbox" });
  return { ...cli, id };
}

test("claim prints the link of a sandbox, which stays one", async () => {
  const { run, emulator, id } = await startWithSandbox();
  const { code, output, routes, writes, opened } = await run("integration", "resource", "claim", "db", "--no-wait");
  expect({ code, opened }).toEqual({ code: 0, opened: [] });
  expect(output).toMatch(LINK);
  expect(routes).toEqual(["GET /v1/storage/stores", claimRoute]);
  expect(writes).toMatchObject([{ body: { source: "cli" }, status: 200 }]);
  expect(emulator.stores.get(id)?.ownership).toBe("sandbox");
});

test("claim prints it as JSON", exhaustive, async () => {
  const { run, id } = await startWithSandbox();
  const options = ["--no-wait", "--format", "json"];
  const { code, stdout } = await run("integration", "resource", "claim", "db", ...options);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    resource: { id, name: "db" },
    claimUrl: expect.stringMatching(LINK),
    status: "url_generated",
  });
});

test("claim does not wait without a terminal, and fails with the link", exhaustive, async () => {
  const { run } = await startWithSandbox();
  const { code, output, writes, opened } = await run("integration", "resource", "claim", "db");
  expect({ code, writes: writes.length, opened }).toEqual({ code: 1, writes: 1, opened: [] });
  expect(output).toMatch(LINK);
});

test("claim is rejected by the command once somebody has claimed it", exhaustive, async () => {
  const { run, emulator, id } = await startWithSandbox();
  emulator.stores.edit(id, { ownership: "linked" });
  const { code, output, writes } = await run("integration", "resource", "claim", "db", "--no-wait");
  expect({ code, writes }).toEqual({ code: 1, writes: [] });
  expect(output).toContain("can no longer be claimed");
});

test("claim that meets a store claimed in the meantime knows the error by its message", exhaustive, async () => {
  const { run, emulator, id } = await startWithSandbox();
  // The list shows the store as it was.
  emulator.stores.edit(id, { ownership: "linked", json: { ownership: "sandbox" } });
  const { code, output, writes } = await run("integration", "resource", "claim", "db", "--no-wait");
  expect({ code, status: writes[0]?.status }).toEqual({ code: 1, status: 400 });
  expect(output).toContain("can no longer be claimed");
});

test("claim needs an admin", exhaustive, async () => {
  const { run } = await startWithSandbox({ token: "viewer" });
  const { code, output, writes } = await run("integration", "resource", "claim", "db", "--no-wait");
  expect({ code, status: writes[0]?.status }).toEqual({ code: 1, status: 403 });
  expect(output).toContain("permission to claim");
});

test("claim tells a missing store and a missing installation apart", exhaustive, async () => {
  const { run, emulator, id } = await startWithSandbox();
  const claim = () => run("integration", "resource", "claim", "db", "--no-wait");
  emulator.stores.edit(id, { json: { id: "ir_none" } });
  expect((await claim()).output).toContain("No resource named 'db'");
  emulator.stores.edit(id, { json: { product: { integrationConfigurationId: "icfg_none" } } });
  expect((await claim()).output).toContain("installation not found");
});

test("add says how to claim a new sandbox", exhaustive, async () => {
  const { run, emulator } = await startCli();
  emulator.state.addInstallation({ integration: "drift-search" });
  const { code, output } = await run("integration", "add", "drift-search/drift-text", "--name", "s", "--no-connect");
  expect(code).toBe(0);
  expect(output).toContain("integration resource claim s");
  expect(emulator.stores.list()).toMatchObject([{ name: "s", ownership: "sandbox" }]);
});

test("inspect shows whose a store is", exhaustive, async () => {
  const { run, emulator, id } = await startWithSandbox();
  const inspect = async () =>
    JSON.parse((await run("integration", "resource", "inspect", "db", "--format", "json")).stdout) as object;
  expect(await inspect()).toMatchObject({ resource: { ownership: "sandbox", claim_status: "sandbox" } });
  emulator.stores.edit(id, { ownership: "linked" });
  expect(await inspect()).toMatchObject({ resource: { ownership: "linked" } });
});

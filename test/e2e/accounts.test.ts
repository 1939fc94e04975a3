// Several accounts in one program, tokens that change, and a stack whose account moves between environment, config and an
// explicit Provider: the resources stay, and every message names where the token came from.
import type { Emulator } from "vercel-marketplace-emulator";
import { expect, test } from "vitest";
import { exhaustive } from "../support/matrix.ts";
import { connecting, connectionsAt, createConnected, oneConnection } from "./support/connections.ts";
import { expectMessage, messagesIn } from "./support/messages.ts";
import { createStack, STORE_TYPE, type Stack } from "./support/stack.ts";

/** For a stack that must take nothing from the environment. */
const nothing = { VERCEL_API_TOKEN: "", VERCEL_TEAM: "", VERCEL_API_URL: "" };
const unchanged = ["--expect-no-changes"];

/** The token of team acme stops working, as after its rotation; the token `both` is the new one. */
function revokeToken(emulator: Emulator): void {
  emulator.state.edit(({ grants }) => Reflect.deleteProperty(grants, "admin"));
}

/** No token of the emulator is in an output or in a file of the backend. */
async function expectNoToken({ emulator, workspace }: Stack, outputs: readonly string[]): Promise<void> {
  const bytes = await workspace.stateBytes();
  for (const token of Object.values(emulator.tokens)) {
    expect(bytes.includes(token)).toBe(false);
    for (const output of outputs) expect(output).not.toContain(token);
  }
}

test(
  "P40 P27 two Providers each use their own token and team; a new token updates the Provider only, and is used from then on",
  exhaustive,
  async () => {
    await using stack = await createStack({ environment: nothing });
    const { emulator, workspace } = stack;
    const site = emulator.projects.seed({ name: "site", team: "acme-prod" }).id;
    const web = emulator.projects.get("web")?.id;
    const { admin, both, otherTeam } = emulator.tokens;
    const writeProgram = (token: string) =>
      workspace.writeProgram(`
        const { IntegrationStore, ProjectConnection, Provider } = require("pulumi-vercel-marketplace");
        const config = new (require("@pulumi/pulumi").Config)();
        for (const [team, key, projectId] of [["acme", "${token}", "${web}"], ["acme-prod", "prod", "${site}"]]) {
          const apiToken = config.requireSecret(key);
          const provider = new Provider(team, { apiToken, team, apiUrl: "${emulator.url}" });
          const args = { integration: "neon", metadata: { region: "iad1" } };
          const db = new IntegrationStore("db-" + team, args, { provider });
          new ProjectConnection("link-" + team, { storeId: db.id, projectId }, { provider });
        }
      `);
    for (const [key, token] of Object.entries({ old: admin, new: both, prod: otherTeam })) {
      await workspace.setConfig(key, token, { secret: true });
    }
    await writeProgram("old");

    const up = await workspace.up();
    expect(up.code, up.output).toBe(0);
    const teams = emulator.stores.list().map(({ name, teamId }) => [name, teamId.slice(0, 10)]);
    expect(teams.sort()).toEqual([
      ["shop-dev-db-acme", "team_Acme1"],
      ["shop-dev-db-acme-prod", "team_AcmeP"],
    ]);
    const ids = connectionsAt(emulator);
    expect(ids).toHaveLength(2);
    expect(await workspace.refresh(unchanged)).toMatchObject({ code: 0 });

    revokeToken(emulator);
    const revoked = await workspace.refresh();
    expect(revoked.code).not.toBe(0);
    expectMessage(revoked.output, "api-unauthorized", "shop-dev-db-acme (ir_", "Token: from the explicit Provider.");
    emulator.journal.clear();
    await writeProgram("new");
    const rotated = await workspace.up();

    expect(rotated.output).toMatch(/~ 1 updated\s+6 unchanged/);
    expect(emulator.journal.entries()).toEqual([]);
    expect(await workspace.refresh(unchanged)).toMatchObject({ code: 0 });
    expect(connectionsAt(emulator)).toEqual(ids);
    // From the state, with neither program nor environment.
    const destroyed = await workspace.destroy();
    expect(destroyed.code, destroyed.output).toBe(0);
    expect(emulator.stores.list()).toEqual([]);
    await expectNoToken(stack, [up.output, revoked.output, rotated.output, destroyed.output]);
  },
);

test(
  "P40 P1 P27 a stack moves from environment to config and back without a change; a token that was rotated in the config needs --run-program",
  exhaustive,
  async () => {
    await using stack = await createConnected(oneConnection);
    const { emulator, workspace } = stack;
    const { admin, both } = emulator.tokens;
    const inEnvironment = emulator.environment();
    const outputs: string[] = [];
    const run = async (command: "up" | "refresh" | "destroy", ...options: string[]) => {
      const result = await workspace[command](options);
      outputs.push(result.output);
      return result;
    };
    await run("up");
    const [store] = await workspace.resources(STORE_TYPE);

    Object.assign(workspace.environment, nothing);
    await workspace.setConfig("vercel:apiToken", admin, { secret: true });
    await workspace.setConfig("vercel:team", "acme");
    await workspace.setConfig("vercel:apiUrl", emulator.url);
    const early = await run("refresh");
    expect(early.code).not.toBe(0);
    expectMessage(early.output, "token-missing", "shop-dev-db (ir_", "--run-program");
    emulator.journal.clear();
    expect(await run("up", ...unchanged)).toMatchObject({ code: 0 });
    expect(emulator.journal.entries()).toEqual([]);
    expect(await run("refresh", ...unchanged)).toMatchObject({ code: 0 });

    revokeToken(emulator);
    await workspace.setConfig("vercel:apiToken", both, { secret: true });
    for (const { code, output } of [await run("refresh"), await run("destroy")]) {
      expect(code).not.toBe(0);
      expectMessage(output, "api-unauthorized", "Token: stack config of the last `up`", "--run-program");
    }
    expect(await workspace.resources(STORE_TYPE)).toMatchObject([{ id: store?.id }]);
    expect(await run("refresh", "--run-program", ...unchanged)).toMatchObject({ code: 0 });

    for (const key of ["apiToken", "team", "apiUrl"]) await workspace.pulumi(["config", "rm", `vercel:${key}`]);
    Object.assign(workspace.environment, inEnvironment, { VERCEL_API_TOKEN: both });
    expect(await run("up", ...unchanged)).toMatchObject({ code: 0 });
    expect(await run("refresh", ...unchanged)).toMatchObject({ code: 0 });
    expect(emulator.journal.writes().filter(({ status = 0 }) => status < 400)).toEqual([]);
    await workspace.setConfig("vercel:apiToken", both, { secret: true });
    expect((await run("destroy", "--run-program")).code).toBe(0);
    expect(emulator.stores.list()).toEqual([]);
    await expectNoToken(stack, outputs);
  },
);

test("P40 P1 resources move to an explicit Provider and back without a change", exhaustive, async () => {
  await using stack = await createConnected(oneConnection);
  const { emulator, workspace } = stack;
  await workspace.up();
  const ids = [...emulator.stores.list().map(({ id }) => id), ...connectionsAt(emulator)];
  const provider = `new Provider("acme", { apiToken: "${emulator.token}", team: "acme", apiUrl: "${emulator.url}" })`;
  const explicit = oneConnection.replaceAll(" });", " }, { provider });");
  emulator.journal.clear();

  await workspace.writeProgram(connecting(emulator, `const provider = ${provider}; ${explicit}`));
  const moved = await workspace.up();
  await workspace.writeProgram(connecting(emulator, oneConnection));
  const back = await workspace.up();

  expect(moved.output).toMatch(/\+ 1 created\s+3 unchanged/);
  expect(back.output).toMatch(/- 1 deleted\s+3 unchanged/);
  expect(emulator.journal.entries()).toEqual([]);
  expect(await workspace.refresh(unchanged)).toMatchObject({ code: 0 });
  expect([...emulator.stores.list().map(({ id }) => id), ...connectionsAt(emulator)]).toEqual(ids);
  expect((await workspace.destroy()).code).toBe(0);
  expect(emulator.stores.list()).toEqual([]);
});

test("P10 the documented limit: two Providers do not notice that both adopt one store", exhaustive, async () => {
  await using stack = await createStack();
  const { emulator, workspace } = stack;
  const { id } = emulator.stores.seed({ name: "prod-db", integration: "neon", metadata: { region: "iad1" } });
  const adopting = (...names: string[]) =>
    workspace.writeProgram(`
      const { IntegrationStore, Provider } = require("pulumi-vercel-marketplace");
      for (const name of ${JSON.stringify(names)}) {
        const account = { apiToken: "${emulator.token}", team: "acme", apiUrl: "${emulator.url}" };
        const provider = new Provider(name, account);
        const args = { integration: "neon", metadata: { region: "iad1" }, adopt: "${id}" };
        new IntegrationStore("db-" + name, args, { provider });
      }
    `);
  await adopting("a", "b");
  const up = await workspace.up();
  expect([up.code, messagesIn(up.output)]).toEqual([0, []]);

  await adopting("a");
  expect((await workspace.up()).code).toBe(0);

  expect(emulator.stores.list()).toEqual([]);
  expect(await workspace.resources(STORE_TYPE)).toMatchObject([{ id }]);
});

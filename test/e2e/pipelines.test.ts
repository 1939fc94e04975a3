// The workflows of docs/pipelines.md, step by step, against the emulator.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type StorePatch, startEmulator } from "vercel-marketplace-emulator";
import { expect, test } from "vitest";
import { exhaustive } from "../support/matrix.ts";
import { readJob } from "../support/workflows.ts";
import { crash } from "./support/crash.ts";
import { copyOfExample } from "./support/examples.ts";
import { existingStores, expectMessage } from "./support/messages.ts";
import { type JobResult, runJob, type Values } from "./support/pipeline.ts";
import { quickTimings, type Stack } from "./support/stack.ts";
import { createWorkspace } from "./support/workspace.ts";

/** Fails without its variable, and prints no secret. */
const migrate = `node -e 'console.log("migrated by", new URL(process.env.DATABASE_URL).protocol)'`;

interface Repository extends Stack {
  run(file: string, job: string): Promise<JobResult>;
}

/** A checkout of an example, the stack that the workflows name, and the secrets of the repository. */
async function createRepository(example = "quickstart"): Promise<Repository> {
  const emulator = await startEmulator();
  const manifest = JSON.stringify({ name: "shop", main: "index.ts", scripts: { test: "tsc --noEmit", migrate } });
  const workspace = await createWorkspace({
    ...copyOfExample(example, emulator),
    stack: "production",
    files: { "package.json": manifest },
    environment: {
      PULUMI_NODEJS_TRANSPILE_ONLY: "true",
      VERCEL_API_URL: emulator.url,
      VERCEL_MARKETPLACE_TIMINGS: JSON.stringify(quickTimings),
    },
  });
  const values: Values = {
    "secrets.PULUMI_ACCESS_TOKEN": "",
    "secrets.VERCEL_API_TOKEN": emulator.tokens.admin,
    "secrets.VERCEL_PREVIEW_TOKEN": emulator.tokens.viewer,
    "github.token": "a-token-of-github",
    "github.event.pull_request.number": "7",
  };
  return {
    emulator,
    workspace,
    run: (file, job) => runJob(workspace, readJob(file, job), values),
    [Symbol.asyncDispose]: async () => {
      await workspace.dispose();
      await emulator.close();
    },
  };
}

async function edit({ workspace }: Stack, from: string, to: string): Promise<void> {
  const path = join(workspace.folder, "index.ts");
  const text = await readFile(path, "utf8");
  expect(text).toContain(from);
  await writeFile(path, text.replace(from, to));
}

test("P2 P28 a pull request gets the preview as a comment, by a token that can only read", async () => {
  await using repository = await createRepository();
  const { emulator, run } = repository;

  const { failed, log, summary, comment, commentArguments } = await run("preview.yml", "preview");

  expect(failed, log).toBeUndefined();
  expect(summary).toContain("$0.00");
  expect(commentArguments).toMatch(/^pr comment 7 --edit-last --create-if-none --body-file /);
  expect(comment).toContain("Preview of `production`");
  expect(comment).toContain('name: "Free"');
  expect(emulator.journal.writes()).toEqual([]);
  for (const token of Object.values(emulator.tokens)) expect(`${log}${comment}`).not.toContain(token);
});

test("P20 a pull request that would delete a store fails, and the comment says why", exhaustive, async () => {
  await using repository = await createRepository();
  const { emulator, run } = repository;
  expect((await run("update.yml", "update")).failed).toBeUndefined();
  await edit(repository, 'region: "iad1"', 'region: "fra1"');

  const { failed, comment } = await run("preview.yml", "preview");

  expect(failed).toBe("Preview");
  expect(comment).toContain("allowReplacement");
  expect(emulator.stores.list()).toHaveLength(1);
});

test("P34 a pull request from a fork is previewed without a token, with one warning", exhaustive, async () => {
  await using repository = await createRepository("connect-project");
  const { emulator, workspace, run } = repository;
  await writeFile(join(workspace.folder, "Pulumi.fork.yaml"), "config:\n  connect-project:projectId: prj_of_nobody\n");

  const { failed, log, summary } = await run("preview.yml", "preview-without-secrets");

  expect(failed, log).toBeUndefined();
  expect(summary.split("[not-verified]")).toHaveLength(2);
  expect(summary).toContain("3 to create");
  expect(emulator.journal.entries()).toEqual([]);
});

test("P1 P27 an update creates a store once, and the log has no value of a secret", exhaustive, async () => {
  await using repository = await createRepository();
  const { emulator, run } = repository;

  const first = await run("update.yml", "update");
  expect(first.failed, first.log).toBeUndefined();
  const second = await run("update.yml", "update");
  expect(second.failed, second.log).toBeUndefined();

  const stores = emulator.stores.list();
  expect(stores).toHaveLength(1);
  const logged = `${first.log}${second.log}`;
  expect(logged).toContain("migrated by postgres");
  const values = Object.values(emulator.stores.secretValues(String(stores[0]?.id)));
  const visible = logged.split("\n").filter((line) => !line.startsWith("::add-mask::"));
  expect(logged).toContain("::add-mask::");
  for (const value of values) expect(visible.join("\n")).not.toContain(value);
});

test("P17 the scheduled check fails for each kind of drift, and changes nothing", exhaustive, async () => {
  await using repository = await createRepository("connect-project");
  const { emulator, workspace, run } = repository;
  expect(await workspace.up([], { environment: emulator.environment() })).toMatchObject({ code: 0 });
  const [store] = emulator.stores.list();
  const { id = "", name } = store ?? {};
  const { deployment } = await workspace.exportState();
  emulator.journal.clear();
  // Why the check fails, so that no other failure counts as drift.
  const check = async () => {
    const { failed, log } = await run("drift.yml", "drift");
    const reasons = ["[replacement-requires-consent]", "no changes were expected"];
    return failed && (reasons.find((reason) => log.includes(reason)) ?? log);
  };
  const checkWith = async (change: StorePatch) => {
    emulator.stores.edit(id, change);
    const reason = await check();
    emulator.stores.edit(id, store ?? {});
    return [change, reason];
  };

  expect(await check()).toBeUndefined();
  const plan = emulator.state.product("neon", "neon").plans.find((one) => one.id === "launch_v3");
  for (const change of [{ name: "renamed" }, { billingPlan: plan }, { status: "suspended" }] as StorePatch[]) {
    expect(await checkWith(change)).toEqual([change, "no changes were expected"]);
  }
  await edit(repository, 'integration: "neon",', `integration: "neon",\n  name: "${name}",`);
  for (const change of [{ name: "renamed" }, { metadata: { region: "fra1" } }]) {
    expect(await checkWith(change)).toEqual([change, "[replacement-requires-consent]"]);
  }
  expect(await check()).toBeUndefined();
  emulator.projects.removeVariable(String(emulator.projects.variables("web")[0]?.id));
  expect(await check(), "without a variable").toBe("no changes were expected");
  emulator.stores.remove(id);
  expect(await check(), "without a store").toBe("no changes were expected");

  expect(emulator.journal.writes()).toEqual([]);
  expect((await workspace.exportState()).deployment).toEqual(deployment);
});

test("P8 after a killed run: unlock, update names the store, adopt continues with it", exhaustive, async () => {
  await using repository = await createRepository();
  const { emulator, workspace, run } = repository;
  Object.assign(workspace.environment, emulator.environment());
  await crash(repository, {
    point: { route: "POST /v1/storage/stores/integration/direct", at: "after-commit" },
    victim: "the CLI",
    args: ["up", "--yes", "--skip-preview", "--non-interactive"],
  });

  expect((await run("update.yml", "update")).failed, "the stack is locked").toBe("Update");
  const unlock = await run("unlock.yml", "unlock");
  expect(unlock.failed, unlock.log).toBeUndefined();

  const rejected = await run("update.yml", "update");
  expect(rejected.failed).toBe("Update");
  expectMessage(rejected.log, "store-exists");
  const [id] = existingStores(rejected.log);
  await edit(repository, 'integration: "neon",', `integration: "neon",\n  adopt: "${id}",`);
  const adopted = await run("update.yml", "update");
  expect(adopted.failed, adopted.log).toBeUndefined();
  expect(emulator.stores.list().map((store) => store.id)).toEqual([id]);

  await edit(repository, `adopt: "${id}",`, "");
  expect((await run("update.yml", "update")).failed).toBeUndefined();
  expect(emulator.journal.count("POST")).toBe(1);
});

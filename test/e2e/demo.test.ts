// The demo as its reader sees it.
import { execFile } from "node:child_process";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, inject, test } from "vitest";
import { checkStep } from "../../demo/check-step.ts";
import type { StepResult } from "../../demo/step.ts";
import { steps } from "../../demo/steps.ts";
import { exhaustive } from "../support/matrix.ts";

const checkout = join(import.meta.dirname, "../..");

/** What `npm run` prints before it starts a script. */
const linesOfNpm = 4;

test("the demo tells its story in less than 80 lines, without a path of the machine", exhaustive, async () => {
  const env = { ...process.env, PATH: [inject("engineFolder"), process.env.PATH].join(":"), NO_COLOR: "1" };

  const { stdout, stderr } = await promisify(execFile)(process.execPath, ["demo/main.ts"], { cwd: checkout, env });

  expect(stderr).toBe("");
  const lines = stdout.trimEnd().split("\n");
  expect(linesOfNpm + lines.length).toBeLessThan(80);
  expect(lines.slice(0, 2)).toEqual([
    "pulumi-vercel-marketplace: storage from the Vercel Marketplace, declared in a Pulumi program.",
    "The Pulumi engine is real. The Vercel API is an emulator on this machine: no account, and no costs.",
  ]);
  // The engine's lines may be longer.
  expect(lines.filter((line, index) => (index < 4 || line.includes("✓")) && line.length > 110)).toEqual([]);
  for (const path of [homedir(), tmpdir(), checkout, "node_modules"]) expect(stdout).not.toContain(path);
  expect(stdout.match(/✓/g)).toHaveLength(steps.length);
  const story = [
    "$19.00/month",
    "cut off",
    "0 requests",
    "mars1",
    "ProjectConnection(",
    "webUrl     : [secret]",
    "allowReplacement",
    "3 deleted",
  ];
  story.reduce((rest, part) => {
    expect(rest).toContain(part);
    return rest.slice(rest.indexOf(part));
  }, stdout);
});

test.each(steps)('the step "$title" fails if the command did nothing', async (step) => {
  const nothing = { exitCode: step.fails ? 1 : 0, output: "", requests: [], stores: [], storesBefore: [] };
  const emulator = { token: "token", stores: { get: () => undefined, secretValues: () => ({}) } };
  const workspace = { stateBytes: async () => Buffer.alloc(0) };

  await expect(checkStep(step, { ...nothing, emulator, workspace } as unknown as StepResult)).rejects.toThrow(
    step.title,
  );
});

test("the step with a response that is cut off fails if the response arrived", async () => {
  const step = steps.find(({ fault }) => fault !== undefined);
  const creation = { method: "POST", route: "/v1/storage/stores/integration/direct" };
  const emulator = { token: "token", stores: { secretValues: () => ({}) } };
  const workspace = { stateBytes: async () => Buffer.alloc(0) };
  const output = "databaseUrl: [secret]\n+ 2 created";
  const result = { exitCode: 0, output, stores: [{}], storesBefore: [], emulator, workspace };
  const check = (fault?: string) =>
    step && checkStep(step, { ...result, requests: [{ ...creation, fault }] } as unknown as StepResult);

  await expect(check("after-commit reset")).resolves.toBeUndefined();
  await expect(check()).rejects.toThrow("cut off");
});

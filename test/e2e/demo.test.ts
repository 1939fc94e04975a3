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

test("the demo tells its story in less than 80 lines, without a path of the machine", exhaustive, async () => {
  const env = { ...process.env, PATH: [inject("engineFolder"), process.env.PATH].join(":"), NO_COLOR: "1" };

  const { stdout } = await promisify(execFile)(process.execPath, ["demo/main.ts"], { cwd: checkout, env });

  expect(stdout.trimEnd().split("\n").length).toBeLessThan(80);
  for (const path of [homedir(), tmpdir(), checkout, "node_modules"]) expect(stdout).not.toContain(path);
  expect(stdout.match(/✓/g)).toHaveLength(steps.length);
  const story = [
    "$19.00/month",
    "cut off",
    "0 requests",
    "mars1",
    "ProjectConnection(",
    "allowReplacement",
    "3 deleted",
  ];
  const places = story.map((part) => stdout.lastIndexOf(part));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places).not.toContain(-1);
});

test.each(steps)('the step "$title" fails if the command did nothing', async (step) => {
  const nothing = { exitCode: step.fails ? 1 : 0, output: "", requests: [], stores: [], storesBefore: [] };
  const emulator = { token: "token", stores: { get: () => undefined, secretValues: () => ({}) } };
  const workspace = { stateBytes: async () => Buffer.alloc(0) };

  await expect(checkStep(step, { ...nothing, emulator, workspace } as unknown as StepResult)).rejects.toThrow(
    step.title,
  );
});

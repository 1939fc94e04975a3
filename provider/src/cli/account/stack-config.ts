// The config of the Pulumi stack in the current folder: where a program has its token and team, too.
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { isRecord } from "../../contract/values";
import { redact } from "../../vercel/redaction";
import { fail } from "../terminal/messages";

/** The values of the config by key, such as `vercel:team`. */
export type StackConfig = ReadonlyMap<string, string>;

/**
 * The config of the selected stack, or of the one that is named; undefined without a project in this folder or above it,
 * and without files that set anything for this package: only then is the engine's command not run.
 *
 * @throws an error with the code `stack-config-not-read`
 */
export async function readStackConfig(stack: string | undefined): Promise<StackConfig | undefined> {
  const project = findProject(process.cwd());
  if (stack === undefined && (project === undefined || !mayHaveSettings(project))) return undefined;
  const selected = stack === undefined ? [] : ["--stack", stack];
  const values = await runPulumi(["config", "--json", "--show-secrets", "--non-interactive", ...selected], stack);
  const entries = Object.entries(values).flatMap(([key, entry]) =>
    isRecord(entry) && typeof entry.value === "string" ? [[key, entry.value] as const] : [],
  );
  return new Map(entries);
}

/** The nearest folder with a Pulumi.yaml. */
function findProject(folder: string): string | undefined {
  if (readNames(folder).some((name) => /^Pulumi\.ya?ml$/.test(name))) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : findProject(parent);
}

/** Whether a file of the project has settings of this package, or refers to other places that may have them. */
function mayHaveSettings(project: string): boolean {
  const files = readNames(project).filter((name) => /^Pulumi(\..+)?\.ya?ml$/.test(name));
  return files.some((name) =>
    /vercel:|^(environment|stackConfigDir):/m.test(readFileSync(join(project, name), "utf8")),
  );
}

function readNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

async function runPulumi(args: string[], stack: string | undefined): Promise<Record<string, unknown>> {
  const failed = (reason: string) => {
    return fail("stack-config-not-read", {
      stack: stack === undefined ? "this folder's stack" : `stack ${stack}`,
      reason,
    });
  };
  let stdout: string;
  try {
    ({ stdout } = await promisify(execFile)("pulumi", args, { maxBuffer: 64 * 1024 * 1024 }));
  } catch (error) {
    const { code, stderr } = error as NodeJS.ErrnoException & { stderr?: string };
    throw failed(code === "ENOENT" ? "the command pulumi is not installed" : reasonIn(stderr));
  }
  try {
    return JSON.parse(stdout) as Record<string, unknown>;
  } catch {
    throw failed("pulumi config printed no JSON");
  }
}

function reasonIn(stderr = ""): string {
  const [line = ""] = stderr.split("\n").filter((text) => text.trim() !== "");
  return redact(line.replace(/^error: /, ""), []).replace(/[.\s]+$/, "") || "pulumi config failed";
}

// The config of the Pulumi stack in the current folder: where a program has its token and team, too.
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { isRecord, orUndefined } from "../../contract/values";
import { redact } from "../../vercel/redaction";
import { fail } from "../terminal/messages";

export interface StackConfig {
  /** The name of the stack. */
  stack: string;
  /** The values by key, such as `vercel:team`. */
  values: ReadonlyMap<string, string>;
}

/**
 * The config of the selected stack, or of the one that is named. Undefined, without a run of the engine's command, if
 * this folder belongs to no project, or if no file of the project sets anything for this package.
 *
 * @throws an error with the code `stack-config-not-read`
 */
export async function readStackConfig(stack: string | undefined, limitSeconds = 60): Promise<StackConfig | undefined> {
  const failed = (reason: string) => fail("stack-config-not-read", { stack, reason });
  const project = findProject(process.cwd());
  if (project === undefined) {
    if (stack === undefined) return undefined;
    throw failed("no Pulumi.yaml in this folder or above it");
  }
  if (stack === undefined && !mayHaveSettings(project)) return undefined;
  const selection = stack === undefined ? [] : ["--stack", stack];
  // It may ask a remote service for the config, or wait for a lock.
  const runPulumi = async (...args: string[]) => {
    const limits = { maxBuffer: 2 ** 26, timeout: limitSeconds * 1000 };
    return (await promisify(execFile)("pulumi", [...args, "--non-interactive"], limits)).stdout;
  };
  try {
    const [config, name] = await Promise.all([
      runPulumi("config", "--json", "--show-secrets", ...selection),
      stack ?? runPulumi("stack", "--show-name"),
    ]);
    return { stack: name.trim(), values: parseConfig(config) };
  } catch (error) {
    throw failed(reasonOf(error));
  }
}

/** The nearest folder with a Pulumi.yaml. */
function findProject(folder: string): string | undefined {
  if (namesIn(folder).some((name) => /^Pulumi\.ya?ml$/.test(name))) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : findProject(parent);
}

/** Whether a file of the project has settings of this package, or refers to other places that may have them. */
function mayHaveSettings(project: string): boolean {
  const files = namesIn(project).filter((name) => /^Pulumi(\..+)?\.ya?ml$/.test(name));
  return files.some((name) => {
    const text = orUndefined(() => readFileSync(join(project, name), "utf8"));
    // The command pulumi says why it cannot be read.
    return text === undefined || /vercel:|^(environment|stackConfigDir):/m.test(text);
  });
}

/** A folder above may not be readable. */
function namesIn(folder: string): string[] {
  return orUndefined(() => readdirSync(folder)) ?? [];
}

function parseConfig(json: string): StackConfig["values"] {
  const entries = Object.entries(JSON.parse(json) as object).flatMap(([key, entry]) =>
    isRecord(entry) && typeof entry.value === "string" ? [[key, entry.value] as const] : [],
  );
  return new Map(entries);
}

/** Never the message of a syntax error: it quotes the config. */
function reasonOf(error: unknown): string {
  const { code, killed, stderr = "" } = error as NodeJS.ErrnoException & { killed?: boolean; stderr?: string };
  if (code === "ENOENT") return "the command pulumi is not installed";
  if (killed) return "the command pulumi took too long";
  const line = /^error: (.+)$/m.exec(stderr)?.[1] ?? stderr.trimEnd().split("\n").at(-1) ?? "";
  return redact(line, []).replace(/[.\s]+$/, "") || "the command pulumi printed no config";
}

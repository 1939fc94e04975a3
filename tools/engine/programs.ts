// The three programs that make up an engine, and how their folder is checked.
import { execFile } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

export const programs = ["pulumi", "pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"] as const;

/** The programs that are not in the folder, or cannot be run. */
export async function missingPrograms(folder: string): Promise<string[]> {
  const checks = programs.map(async (program) => ((await isExecutable(join(folder, program))) ? [] : [program]));
  return (await Promise.all(checks)).flat();
}

export async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** What `pulumi version` answers, without the leading v. */
export async function versionOf(pulumi: string): Promise<string> {
  const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
  const { stdout } = await promisify(execFile)(pulumi, ["version"], { env, timeout: 30_000 });
  return stdout.trim().replace(/^v/, "");
}

export function isAtLeast(version: string, minimum: string): boolean {
  const [found, needed] = [version, minimum].map((text) => text.split(/[.+-]/).slice(0, 3).map(Number));
  for (const [index, part] of (needed ?? []).entries()) {
    const other = found?.[index] ?? Number.NaN;
    if (other !== part) return other > part;
  }
  return true;
}

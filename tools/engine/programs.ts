// The three programs that make up an engine, and how their folder is checked.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { missingExecutables } from "../cache/executables.ts";

export const programs = ["pulumi", "pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"] as const;

/** The programs that are not in the folder, or cannot be run. */
export function missingPrograms(folder: string): Promise<string[]> {
  return missingExecutables(folder, programs);
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

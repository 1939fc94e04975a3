// The command line as a process.
import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";

export const command = fileURLToPath(new URL("../../provider/bin/pulumi-vercel-marketplace.js", import.meta.url));

export interface Run {
  stdout: string;
  stderr: string;
  code: number | null;
}

/** Runs the command with only these variables in its environment; in a folder without a project, if none is given. */
export function runCommand(
  args: string[],
  environment: Record<string, string>,
  { cwd = tmpdir(), input = "" }: { cwd?: string; input?: string } = {},
): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, ...args], { env: environment, cwd });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
    });
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ stdout, stderr, code }));
    // A command that reads no input may have ended.
    child.stdin.on("error", () => undefined).end(input);
  });
}

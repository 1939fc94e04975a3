// The command line as a process, and the programs that it prints.
import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import type { Emulator } from "vercel-marketplace-emulator";
import { expect } from "vitest";
import type { StoreArguments } from "../../../provider/src/contract/integration-store.ts";
import type { OperationError } from "../../../provider/src/errors/operation-error.ts";
import { integrationStore } from "../../../provider/src/lifecycle/integration-store/index.ts";
import { processOf } from "../../support/process-context.ts";

export const command = fileURLToPath(new URL("../../../provider/bin/pulumi-vercel-marketplace.js", import.meta.url));

export interface Run {
  stdout: string;
  stderr: string;
  code: number | null;
}

/** Runs the command with only these variables in its environment; in a folder without a project, if none is given. */
export function runCommand(args: string[], environment: Record<string, string>, folder = tmpdir()): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, ...args], {
      env: environment,
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
    });
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
  });
}

/** Runs the program with a class that records its arguments, and checks these as a preview does. */
export async function previewFailures(emulator: Emulator, program: string): Promise<OperationError[]> {
  let given: StoreArguments = {};
  class IntegrationStore {
    constructor(_name: string, args: StoreArguments) {
      given = args;
    }
  }
  new Function("IntegrationStore", program.replace(/^import .*$/m, ""))(IntegrationStore);
  expect(given).toHaveProperty("integration");
  const context = processOf(emulator, { timings: { requestSeconds: 20 } });
  const { failures } = await integrationStore.check(context, undefined, { name: "shop-db", ...given });
  return failures;
}

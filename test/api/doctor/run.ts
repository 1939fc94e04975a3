// `doctor` as a process, in a folder with a Pulumi program whose engine and SDK are faked.
import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Emulator } from "vercel-marketplace-emulator";
import { expect, onTestFinished } from "vitest";
import type { DoctorCheck, DoctorReport, DoctorStatus } from "../../../provider/src/cli/doctor/check.ts";
import { command, type Run } from "../discovery/command.ts";

export interface Program {
  /** The version of the command `pulumi`; `null`: it is not installed. */
  engine?: string | null;
  /** The versions of packages in the program's folder. */
  packages?: Record<string, string>;
  /** Other files, by name. */
  files?: Record<string, string>;
}

export interface DoctorRun extends Run {
  report: DoctorReport;
  /** The checks by id. */
  checks: Record<string, DoctorCheck>;
}

export type Environment = Record<string, string | undefined>;

/** The folder of a program, removed at the end of the test, and the variables that a process in it has. */
export function programFolder({
  engine = "v3.260.1",
  packages = { "@pulumi/pulumi": "3.270.0" },
  files = {},
}: Program = {}) {
  const folder = mkdtempSync(join(tmpdir(), "doctor-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const bin = join(folder, "bin");
  mkdirSync(bin);
  if (engine !== null) {
    writeFileSync(join(bin, "pulumi"), `#!/bin/sh\necho ${engine}\n`);
    chmodSync(join(bin, "pulumi"), 0o755);
  }
  for (const [name, version] of Object.entries(packages)) {
    const path = join(folder, "node_modules", name);
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, "package.json"), JSON.stringify({ name, version }));
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return { folder, environment: { PATH: bin } };
}

/** Runs it with `--json`. It may send GET requests only. */
export async function runDoctor(
  emulator: Emulator,
  change: Environment = {},
  { program = {}, args = [] }: { program?: Program; args?: string[] } = {},
): Promise<DoctorRun> {
  const { folder, environment } = programFolder(program);
  const run = await runIn(folder, ["doctor", "--json", ...args], {
    ...emulator.environment(),
    ...environment,
    VERCEL_MARKETPLACE_TIMINGS: '{"requestSeconds":1}',
    ...change,
  });
  expect(emulator.journal.entries().filter(({ method }) => method !== "GET")).toEqual([]);
  const report = JSON.parse(run.stdout) as DoctorReport;
  return { ...run, report, checks: Object.fromEntries(report.checks.map((check) => [check.id, check])) };
}

export function runIn(folder: string, args: string[], environment: Environment): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, ...args], { cwd: folder, env: environment, stdio: "pipe" });
    const run = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name].on("data", (chunk) => {
        run[name] += chunk;
      });
    }
    child.on("error", reject);
    child.on("close", (code) => resolve({ ...run, code }));
  });
}

/** The variables that arranging a test returned; a fault that it added has none. */
export function environmentOf(arranged: unknown): Environment {
  return Object.fromEntries(Object.entries(arranged ?? {}).filter(([name]) => name.startsWith("VERCEL_")));
}

/** The ids of the checks with this status. */
export function idsOf({ report }: DoctorRun, status: DoctorStatus): string[] {
  return report.checks.filter((check) => check.status === status).map(({ id }) => id);
}

/** What no run can check. */
export const never = [
  "create-store",
  "delete-store",
  "connect-project",
  "change-connection",
  "disconnect-project",
  "payment-method",
];

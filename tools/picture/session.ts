// What the product prints in a terminal, for the picture of the README: a preview, and a change that is rejected.
import { spawn } from "node:child_process";
import { startEmulator } from "vercel-marketplace-emulator";
import { createWorkspace } from "../workspace/workspace.ts";

const program = `
  const { IntegrationStore } = require("pulumi-vercel-marketplace");
  new IntegrationStore("db", { integration: "neon", billingPlanId: "launch_v3", metadata: { region: "iad1" } });
`;

export interface Shown {
  command: string;
  /** With the engine's colors. */
  output: string;
}

/** Runs the commands on the engine, against an emulated API. */
export async function runSession(engine: string): Promise<Shown[]> {
  await using emulator = await startEmulator();
  const environment = emulator.environment();
  await using workspace = await createWorkspace({ engine, program, environment });
  const run = async (command: string, flags: readonly string[] = []): Promise<Shown> => ({
    command,
    output: await outputOf(`${command} ${flags.join(" ")}`, workspace.folder, workspace.environment),
  });
  const preview = await run("pulumi preview --diff", displayFlags);
  await workspace.up();
  const change = await run("sed -i.bak s/iad1/fra1/ index.js");
  return [preview, change, await run("pulumi preview --diff", displayFlags)];
}

/** As in a terminal, without the lines of a progress display. */
const displayFlags = ["--color=always", "--non-interactive", "--suppress-progress"];

/** What differs from run to run. */
export function withoutIds(output: string): string {
  return output.replaceAll(/\bir_[A-Za-z0-9]+/g, "ir_…");
}

/** Both streams of a command. It may fail: a preview that rejects a change does. */
async function outputOf(command: string, cwd: string, env: Record<string, string>): Promise<string> {
  const child = spawn("/bin/sh", ["-c", `${command} 2>&1`], { cwd, env });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
  return output;
}

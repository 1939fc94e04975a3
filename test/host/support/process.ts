// The SDK's dynamic-provider process, started as the engine starts it.
import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

export interface HostProcess {
  child: ChildProcess;
  port: number;
  written: { stdout: string; stderr: string };
}

export interface HostStart {
  cwd: string;
  environment: Record<string, string>;
  engineAddress: string;
}

export async function startHostProcess({ cwd, environment, engineAddress }: HostStart): Promise<HostProcess> {
  const script = createRequire(join(cwd, "package.json")).resolve("@pulumi/pulumi/cmd/dynamic-provider");
  const child = spawn(process.execPath, [script, engineAddress], {
    cwd,
    env: {
      PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ""}`,
      PULUMI_NODEJS_PROJECT: "shop",
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const written = { stdout: "", stderr: "" };
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    written.stderr += text;
  });
  const endWithTests = () => child.kill("SIGKILL");
  process.once("exit", endWithTests);
  child.once("exit", () => process.off("exit", endWithTests));
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      written.stdout += text;
      // The first line is the port; what the provider prints comes after it.
      const line = /^(\d+)\n/.exec(written.stdout);
      if (line) resolve(Number(line[1]));
    });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`The provider process ended with ${code}:\n${written.stderr}`)));
  });
  return { child, port, written };
}

// The command line in a terminal: colours, width, spinner and Ctrl-C. `script` of util-linux is the terminal.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { stripVTControlCharacters } from "node:util";
import { type Emulator, startEmulator } from "vercel-marketplace-emulator";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { command, runCommand } from "../../support/command.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.close());

const ESCAPE = "\u001b";
const BOLD = `${ESCAPE}[1m`;
const DIM = `${ESCAPE}[2m`;
const SPINNER = /Waiting for Vercel/;
const hasScript = spawnSync("script", ["--version"]).stdout?.toString().includes("util-linux") ?? false;

interface Setting {
  columns?: number;
  environment?: Record<string, string>;
}

/** Starts the command in a terminal, with what follows it in the shell. */
function start(args: string, { columns = 100, environment }: Setting = {}) {
  const line = `stty cols ${columns}; '${process.execPath}' '${command}' ${args}`;
  const child = spawn("script", ["-qec", line, "/dev/null"], {
    env: { PATH: "/usr/bin:/bin", TERM: "xterm", SHELL: "/bin/sh", ...emulator.environment(), ...environment },
  });
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  });
  let output = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  const waitFor = async (pattern: RegExp) => {
    while (!pattern.test(output)) await once(child.stdout, "data");
    return output;
  };
  const done = once(child, "close").then(([code]) => ({ output, code: code as number | null }));
  return { child, waitFor, shown: () => waitFor(SPINNER), done };
}

/** What is on the screen at the end: the text behind the last line that was cleared. */
const afterSpinner = (output: string) => output.slice(output.lastIndexOf(`${ESCAPE}[J`));

describe.skipIf(!hasScript)("in a terminal", () => {
  it("headings are bold and what is not available is dim", async () => {
    const { output, code } = await start("discover neon").done;
    expect(output).toContain(`${BOLD}Neon (icfg_`);
    expect(output.split("\r\n").filter((line) => line.includes(DIM))).toEqual([
      expect.stringContaining("(not available)"),
    ]);
    expect(code).toBe(0);
  });

  it.each([
    ["discover --all", 60],
    ["discover omnibase", 60],
    ["discover supabase", 90],
    ["doctor", 70],
    ["doctor --team acmee", 70],
    ["explain api-forbidden", 70],
  ])("%s fits %i columns, except for the program and its pages", async (args, columns) => {
    const { output } = await start(args, { columns, environment: { NO_COLOR: "1" } }).done;
    const lines = output.split("\r\n").filter((line) => line.length > columns);
    expect(lines.filter((line) => !/^ {2}(import|const)|https:/.test(line))).toEqual([]);
  });

  it("NO_COLOR leaves no control characters", async () => {
    const { output } = await start("discover neon", { environment: { NO_COLOR: "1" } }).done;
    expect(output).not.toContain(ESCAPE);
  });

  it("a spinner turns while a request takes long, and nothing of it is left before the output", async () => {
    const barrier = emulator.barriers.hold({ route: "GET /v1/integrations/configurations", at: "before-commit" });
    const { shown, done } = start("discover neon");
    await shown();
    barrier.release();
    const { output, code } = await done;
    expect(afterSpinner(output)).toContain("Neon (icfg_");
    expect(afterSpinner(output)).not.toMatch(SPINNER);
    expect(code).toBe(0);
  });

  it("the spinner is on stderr: a file gets the output alone", async () => {
    const barrier = emulator.barriers.hold({ route: "GET /v1/integrations/configurations", at: "before-commit" });
    const { shown, done } = start("discover neon --json >/dev/null; echo end");
    await shown();
    barrier.release();
    expect(afterSpinner((await done).output)).toMatch(/end\r\n$/);
  });

  it("a request that fails under the spinner is reported alone", async () => {
    const barrier = emulator.barriers.hold({ route: "GET /v1/integrations/configurations", at: "before-commit" });
    emulator.faults.add({ at: "before-commit", kind: "status", status: 403 });
    const { shown, done } = start("discover neon");
    await shown();
    barrier.release();
    const { output, code } = await done;
    expect(afterSpinner(output)).toMatch(/\[api-forbidden\]/);
    expect(code).toBe(1);
  });

  it("a message under the spinner has a line of its own, and the spinner turns on", async () => {
    const barrier = emulator.barriers.hold({ route: "GET /v1/integrations/configurations", at: "before-commit" });
    emulator.faults.add({ at: "before-commit", kind: "status", status: 429, retryAfter: "60" });
    const { shown, waitFor } = start("discover neon", { environment: { NO_COLOR: "1" } });
    await shown();
    barrier.release();
    const output = await waitFor(/rate limit[\s\S]*Waiting for Vercel/);
    const line = output.split("\r\n").find((one) => one.includes("rate limit")) ?? "";
    expect(stripVTControlCharacters(afterSpinner(line))).toMatch(/^Vercel's rate limit: continuing in [^W]*$/);
  });

  it.each(["under the spinner", "before it"])("Ctrl-C %s ends the command with 130, without a trace", async (when) => {
    const barrier = emulator.barriers.hold({ route: "GET /v1/integrations/configurations", at: "before-commit" });
    const { child, shown, done } = start("discover neon");
    await (when === "before it" ? barrier.reached(1) : shown());
    child.stdin.write("\u0003");
    const { output, code } = await done;
    expect(code).toBe(130);
    expect(output).not.toMatch(/\n\s+at /);
    barrier.release();
  });

  it("a signal under the spinner ends the command with 130", async () => {
    emulator.barriers.hold({ route: "GET /v1/integrations/configurations", at: "before-commit" });
    const { child, shown, done } = start("discover neon & read line; kill -INT $!; wait $!");
    await shown();
    child.stdin.write("\n");
    expect((await done).code).toBe(130);
  });
});

describe("in a pipe", () => {
  it("FORCE_COLOR colours the output", async () => {
    const { stdout } = await runCommand(["discover", "neon"], { ...emulator.environment(), FORCE_COLOR: "1" });
    expect(stdout).toContain(BOLD);
  });

  it("nothing is coloured and there is no spinner", async () => {
    emulator.faults.add({ at: "answer", kind: "slow", ms: 700 });
    const { stdout, stderr } = await runCommand(["discover", "neon"], { ...emulator.environment(), TERM: "xterm" });
    expect(stdout).not.toContain(ESCAPE);
    expect(stderr).toBe("");
  });
});

// The command: its output, its port, its exit codes and wrong usage.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

const bin = fileURLToPath(new URL("../bin/vercel-marketplace-emulator.js", import.meta.url));

test.each(["SIGTERM", "SIGINT"] as const)(
  "prints the environment variables, serves the API, and exits with 0 on %s",
  async (signal) => {
    const child = start();
    const exported = await exports(child);
    expect(Object.keys(exported)).toEqual(["VERCEL_API_URL", "VERCEL_API_TOKEN", "VERCEL_TEAM"]);
    const user = await fetch(`${exported.VERCEL_API_URL}/v2/user`, {
      headers: { authorization: `Bearer ${exported.VERCEL_API_TOKEN}` },
    });
    expect(user.status).toBe(200);
    child.kill(signal);
    expect(await once(child, "exit")).toEqual([0, null]);
    await expect(fetch(`${exported.VERCEL_API_URL}/v2/user`)).rejects.toThrow();
  },
);

test("exits while a request is held", async () => {
  const child = start();
  const { VERCEL_API_URL: url, VERCEL_API_TOKEN: token } = await exports(child);
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const barrier = await fetch(`${url}/_emulator/barriers`, { method: "POST", headers, body: '{"at":"before-commit"}' });
  const { id } = (await barrier.json()) as { id: string };
  const held = expect(fetch(`${url}/v2/user`, { headers })).rejects.toThrow();
  await fetch(`${url}/_emulator/barriers/${id}/reached`);
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
  await held;
});

test("listens on the given port, and reports a port in use in one line", async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  const port = (taken.address() as { port: number }).port;
  const rejected = start("--port", String(port));
  expect(await failure(rejected)).toEqual([1, expect.stringMatching(/^listen EADDRINUSE: [^\n]*\n$/)]);
  await new Promise((resolve) => taken.close(resolve));
  const child = start("--port", String(port));
  expect((await exports(child)).VERCEL_API_URL).toBe(`http://127.0.0.1:${port}`);
});

test("rejects an invalid port", async () => {
  expect(await failure(start("--port", "eighty"))).toEqual([
    2,
    '--port takes a number from 0 to 65535, not "eighty".\n',
  ]);
});

test.each([
  [
    "suggests the option for an unknown one",
    ["--prot", "4010"],
    /^error: unknown option '--prot'\n\(Did you mean --port\?\)\n$/,
  ],
  ["rejects an argument", ["start"], /^error: too many arguments/],
  ["rejects an option without its value", ["--port"], /^error: option '--port <number>' argument missing\n$/],
])("%s and exits with 2", async (_, args, message) => {
  expect(await failure(start(...args))).toEqual([2, expect.stringMatching(message)]);
});

test.each([
  ["--version", /^\d+\.\d+\.\d+\n$/],
  ["--help", /--port <number>/],
])("%s prints to standard output and exits with 0", async (option, output) => {
  const child = start(option);
  let printed = "";
  child.stdout?.on("data", (chunk) => {
    printed += chunk;
  });
  expect(await once(child, "close")).toEqual([0, null]);
  expect(printed).toMatch(output);
});

function start(...args: string[]): ChildProcess {
  const child = spawn(process.execPath, [bin, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  });
  return child;
}

/** The printed environment variables, by name. */
async function exports(child: ChildProcess): Promise<Record<string, string>> {
  const exported: Record<string, string> = {};
  if (!child.stdout) return exported;
  for await (const line of createInterface(child.stdout)) {
    const [, name, value] = /^export (\w+)=(\S+)$/.exec(line) ?? [];
    if (name && value) exported[name] = value;
    if (name === "VERCEL_TEAM") break;
  }
  return exported;
}

async function failure(child: ChildProcess): Promise<[unknown, string]> {
  let errors = "";
  child.stderr?.on("data", (chunk) => {
    errors += chunk;
  });
  const [code] = await once(child, "close");
  return [code, errors];
}

// The command: its output, its options and their files, its exit codes and wrong usage.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";

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
  for (const port of ["eighty", "65536", "-1", "1e3"]) {
    expect(await failure(start(`--port=${port}`))).toEqual([2, expect.stringMatching(/--port[^\n]*0 to 65535\.\n$/)]);
  }
});

describe("--token", () => {
  const token = "vcp_fixed-token.of_tests";

  test("survives a restart, and is the only token of an admin", async () => {
    for (let times = 0; times < 2; times += 1) {
      const child = start("--token", token);
      const exported = await exports(child);
      expect(exported.VERCEL_API_TOKEN).toBe(token);
      expect(await statusOf(exported, "/v2/teams", token)).toBe(200);
      expect(await statusOf(exported, "/v2/teams", "vcp_other")).toBe(401);
      child.kill("SIGTERM");
      await once(child, "exit");
    }
  });

  test.each(["", "two words", "$(reboot)"])("rejects %j, which is not safe in a shell", async (value) => {
    expect(await failure(start("--token", value))).toEqual([2, expect.stringContaining("--token")]);
  });
});

describe("--behavior", () => {
  test.each(["--behavior", "--behaviour"])("%s sets switches from a file", async (option) => {
    const exported = await exports(start(option, await file('{ "unknownTeam": 404, "catalogue": 403 }')));
    expect(await statusOf(exported, "/v1/storage/stores?slug=acme")).toBe(200);
    expect(await statusOf(exported, "/teams/nosuch")).toBe(404);
    expect(await statusOf(exported, "/v2/integrations/categories?slug=acme")).toBe(403);
  });

  test.each([
    ["an unknown switch", '{ "provisoning": null }', /provisoning/],
    ["an invalid value", '{ "unknownTeam": 405 }', /unknownTeam/],
    ["another type", "[]", /expected object/],
    ["no JSON", "{", /JSON/],
  ])("rejects %s, naming it, and exits with 2", async (_, text, named) => {
    const [code, errors] = await failure(start("--behavior", await file(text)));
    expect([code, errors]).toEqual([2, expect.stringMatching(named)]);
    expect(errors).not.toMatch(/\n\s+at /);
  });

  test("rejects a file that does not exist, and both spellings at once", async () => {
    expect(await failure(start("--behavior", "/nosuch.json"))).toEqual([2, expect.stringContaining("/nosuch.json")]);
    const path = await file("{}");
    expect(await failure(start("--behavior", path, "--behaviour", path))).toEqual([2, expect.any(String)]);
  });
});

describe("--seed", () => {
  const data = {
    projects: [{ name: "shop", customEnvironments: ["beta"] }],
    stores: [{ id: "ir_ShopDb", name: "shop-db", integration: "neon", metadata: { region: "iad1" } }],
    variables: [{ project: "shop", key: "LOG_LEVEL", value: "debug" }],
    connections: [{ store: "ir_ShopDb", project: "shop", environments: ["production", "beta"], prefix: "DB" }],
  };

  test("adds projects, stores, variables and connections, also after a reset", async () => {
    const { VERCEL_API_URL: url } = await exports(start("--seed", await file(JSON.stringify(data))));
    const get = async (path: string) => (await fetch(`${url}/_emulator${path}`)).json() as Promise<unknown>;
    for (let times = 0; times < 2; times += 1) {
      expect(await get("/stores")).toMatchObject([
        { id: "ir_ShopDb", name: "shop-db", projectsMetadata: [{ environments: ["production", "beta"] }] },
      ]);
      const keys = ((await get("/projects/shop/variables")) as { key: string }[]).map(({ key }) => key);
      expect(keys).toEqual(expect.arrayContaining(["LOG_LEVEL", "DB_DATABASE_URL"]));
      await fetch(`${url}/_emulator/reset`, { method: "POST" });
    }
  });

  test.each([
    ["an unknown list", { shops: [] }, /shops/, 2],
    ["an unknown key", { stores: [{ name: "a", integration: "neon", nmae: "b" }] }, /nmae/, 2],
    ["a missing key", { stores: [{ integration: "neon" }] }, /stores\[0\]\.name/, 2],
    ["an unknown integration", { stores: [{ name: "a", integration: "nean" }] }, /nean/, 1],
    ["a connection of an unknown store", { connections: [{ store: "ir_1", project: "web" }] }, /ir_1/, 1],
  ])("rejects %s, naming it", async (_, text, named, exitCode) => {
    expect(await failure(start("--seed", await file(JSON.stringify(text))))).toEqual([
      exitCode,
      expect.stringMatching(named),
    ]);
  });

  test("the seed in the README is valid", async () => {
    const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
    const blocks = [...readme.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text]) => String(text));
    expect(blocks).toHaveLength(2);
    const [behaviour = "", seed = ""] = await Promise.all(blocks.map(file));
    expect(await exports(start("--behavior", behaviour, "--seed", seed))).toHaveProperty("VERCEL_API_URL");
  });
});

test("--verbose writes a line for each request, without values of a query, tokens and codes", async () => {
  const child = start("--verbose");
  let errors = "";
  child.stderr?.on("data", (chunk) => {
    errors += chunk;
  });
  const exported = await exports(child);
  await statusOf(exported, "/v1/storage/stores?slug=acme&token=vcp_canary1");
  await statusOf(exported, "/v2/user", "vcp_canary2");
  await statusOf(exported, "/nosuch");
  await fetch(`${exported.VERCEL_API_URL}/projects/transfer-request/canary3?teamId=acme`, {
    method: "PUT",
    headers: { authorization: `Bearer ${exported.VERCEL_API_TOKEN}` },
  });
  await fetch(`${exported.VERCEL_API_URL}/_emulator/faults`, {
    method: "POST",
    body: JSON.stringify({ at: "before-commit", kind: "reset" }),
  });
  await expect(statusOf(exported, "/v2/user")).rejects.toThrow();
  child.kill("SIGTERM");
  await once(child, "close");
  const lines = errors
    .trim()
    .split("\n")
    .filter((line) => !line.startsWith("Listening"));
  expect(lines).toEqual([
    expect.stringMatching(/^GET \/v1\/storage\/stores\?slug&token 200 \d+ ms$/),
    expect.stringMatching(/^GET \/v2\/user 403 \d+ ms$/),
    expect.stringMatching(/^GET \/nosuch 404 \d+ ms$/),
    expect.stringMatching(/^PUT \/projects\/transfer-request\/:code\?teamId 4\d\d \d+ ms$/),
    expect.stringMatching(/^GET \/v2\/user no answer \d+ ms \(before-commit reset\)$/),
  ]);
  expect(errors).not.toMatch(/canary/);
  expect(errors).not.toContain(exported.VERCEL_API_TOKEN);
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

async function file(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "emulator-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, "file.json"), text);
  return join(folder, "file.json");
}

async function statusOf(exported: Record<string, string>, path: string, token = exported.VERCEL_API_TOKEN) {
  const headers = { authorization: `Bearer ${token}` };
  return (await fetch(`${exported.VERCEL_API_URL}${path}`, { headers })).status;
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

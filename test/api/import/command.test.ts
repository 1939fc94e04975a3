// `import` as a command: files, output, failures, usage, and what no file or output may have.
import { execFile } from "node:child_process";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Emulator, startEmulator } from "vercel-marketplace-emulator";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { canaries } from "../../e2e/support/canaries.ts";
import { command, runCommand } from "../../support/command.ts";
import { ALWAYS, BY_ID, LIST } from "../../support/process-context.ts";
import { seedConnections, seedEveryProduct } from "../../support/seeded-team.ts";
import { declarationsOf, entriesOf, importFolder } from "./import-run.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.close());

const neon = (name: string) => emulator.stores.seed({ name, integration: "neon", metadata: { region: "iad1" } });
const both = ["pulumi-import.json", "stores.ts"];

describe("the files", () => {
  test("P27 contain no secret, and none is requested; nothing is written to Vercel", async () => {
    seedEveryProduct(emulator);
    seedConnections(emulator);
    await using run = await importFolder(emulator);
    const { stdout, stderr, code } = await run.run(["--all"]);
    expect(code, stderr).toBe(0);
    const texts = [stdout, stderr, ...both.map(run.read)];
    expect(canaries(emulator).length).toBeGreaterThan(50);
    for (const value of canaries(emulator)) expect(texts.some((text) => text.includes(value))).toBe(false);
    const paths = emulator.journal.entries().map(({ method, path }) => `${method} ${path}`);
    expect(paths.filter((path) => !path.startsWith("GET ") || /secrets|\/env(\/|$)/.test(path))).toEqual([]);
  });

  test("are not overwritten without --force, and no request is sent", async () => {
    neon("db");
    await using run = await importFolder(emulator);
    await writeFile(join(run.folder, "stores.ts"), "// mine\n");
    const { stderr, code } = await run.run(["--all"]);
    expect(stderr).toContain("[import-file-exists]");
    expect(code).toBe(1);
    expect([run.files(), run.read("stores.ts")]).toEqual([["stores.ts"], "// mine\n"]);
    expect(emulator.journal.entries()).toEqual([]);

    expect(await run.run(["--all", "--force"])).toMatchObject({ code: 0 });
    expect(run.files()).toEqual(both);
    expect(declarationsOf(run)).toMatchObject([{ name: "db" }]);
  });

  test("are both written or none", async () => {
    neon("db");
    await using run = await importFolder(emulator);
    const { stderr, code } = await run.run(["--all", "--program", "no-such-folder/stores.ts"]);
    expect(stderr).toContain("[import-file-not-written]");
    expect(code).toBe(1);
    expect(run.files()).toEqual([]);
    await mkdir(join(run.folder, "stores.ts"));
    expect((await run.run(["--all", "--force"])).stderr).toContain("[import-file-exists]");
    expect(run.files()).toEqual(["stores.ts"]);
  });

  test("do not replace what is no regular file, and no message tells to try", async () => {
    await using run = await importFolder(emulator);
    await symlink("elsewhere.ts", join(run.folder, "stores.ts"));
    const { stderr, code } = await run.run(["--all", "--force"]);
    expect(stderr).toContain("[import-file-exists]");
    expect(stderr).not.toContain("--force");
    expect(code).toBe(1);
  });

  test("are not there after a disk was full", async () => {
    neon("db");
    await using run = await importFolder(emulator);
    // A limit for the size of files: the shell's smallest is less than the import file needs.
    const limited = `trap '' XFSZ; ulimit -f 1; exec "$@"`;
    const args = ["-c", limited, "sh", process.execPath, command, "import", "--all"];
    const full = promisify(execFile)("sh", args, { cwd: run.folder, env: emulator.environment() });
    await expect(full).rejects.toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringMatching(/^pulumi-import\.json .*\[import-file-not-written\]\n$/),
    });
    expect(run.files()).toEqual([]);
  });

  test("have the paths that are given, also in the commands that are to be run", async () => {
    neon("db");
    await using run = await importFolder(emulator);
    await mkdir(join(run.folder, "src"));
    const { stdout } = await run.run(["--all", "--file", "it's.json", "--program", "src/stores.ts"]);
    expect(run.files()).toEqual(["it's.json", "src"]);
    expect(stdout).toContain(`pulumi import --file 'it'\\''s.json' --generate-code=false --protect=false --yes`);
    expect(stdout).toContain('import "./src/stores";');
  });
});

describe("the program", () => {
  test.each([
    { program: "stores.ts", modules: ["./stores", "./stores.js"] },
    { program: "../stores.ts", modules: ["../stores", "../stores.js"] },
    { program: "stores.mts", modules: ["./stores.mjs"] },
    { program: "stores.cts", modules: ["./stores.cjs"] },
  ])("is to be imported as each kind of module requires: $program", async ({ program, modules }) => {
    neon("db");
    await using run = await importFolder(emulator);
    await mkdir(join(run.folder, "app"));
    const args = ["import", "--all", "--program", program];
    const { stdout } = await runCommand(args, emulator.environment(), { cwd: join(run.folder, "app") });
    expect([...stdout.matchAll(/"(\.[^"]*)"/g)].map(([, module]) => module)).toEqual(modules);
  });

  test("P18 names the team only if the command line does", async () => {
    const { id } = neon("db");
    emulator.projects.connect({ store: id, project: "web" });
    await using run = await importFolder(emulator);
    await run.result("--all");
    expect(run.read("stores.ts")).not.toContain("teamId");
    await run.result("--all", "--force", "--team", "acme");
    expect(declarationsOf(run)).toMatchObject([{ args: { teamId: "acme" } }, { args: { teamId: "acme" } }]);
  });

  test("P18 P3 says only what differs from the defaults", async () => {
    const plain = neon("plain");
    const ownMetadata = { pgVersion: 17, createdVia: "marketplace" };
    emulator.stores.edit(plain.id, { metadata: { region: "iad1", size: 900, ...ownMetadata } });
    emulator.projects.connect({ store: plain.id, project: "web" });
    emulator.projects.connect({
      store: plain.id,
      project: "docs",
      environments: ["preview", "production"],
      sensitive: true,
    });
    await using run = await importFolder(emulator);
    await run.result("--all");
    const store = { idOf: "plain" };
    const [web, docs] = ["web", "docs"].map((name) => emulator.projects.get(name)?.id);
    expect(declarationsOf(run).map(({ args }) => args)).toEqual([
      { integration: "neon", name: "plain", metadata: { region: "iad1" } },
      { storeId: store, projectId: web },
      { storeId: store, projectId: docs, sensitive: true },
    ]);
  });

  test("P18 P3 says nothing of metadata that the schema does not describe, or that no program can write", async () => {
    const { metadataSchema } = emulator.state.product("neon", "neon");
    const properties = { ...metadataSchema.properties, extra: { "ui:control": "input" } };
    const open = { ...metadataSchema, properties, additionalProperties: true };
    emulator.state.editProduct("neon", "neon", { metadataSchema: open as never });
    const { id } = neon("db");
    emulator.stores.edit(id, { metadata: { region: "iad1", pgVersion: 17, extra: { nested: true } } as never });
    await using run = await importFolder(emulator);
    await run.result("--all");
    expect(declarationsOf(run)).toMatchObject([{ args: { metadata: { region: "iad1" } } }]);
    expect(entriesOf(run)[0]?.outputs.metadata).toEqual({ region: "iad1" });
  });

  test("P18 names custom environments by slug, and keeps the ids of those that it cannot see", async () => {
    emulator.configure({ customEnvironments: "id" });
    const { id } = neon("db");
    emulator.projects.connect({ store: id, project: "web", environments: ["staging", "production"] });
    await using run = await importFolder(emulator);
    await run.result("--all");
    expect(declarationsOf(run)[1]?.args.environments).toEqual(["staging", "production"]);
    const route = "GET /v9/projects/:project/custom-environments";
    emulator.faults.add({ route, at: "answer", kind: "status", status: 403, times: ALWAYS });
    await run.result("--all", "--force");
    expect(declarationsOf(run)[1]?.args.environments).toEqual([expect.stringMatching(/^env_/), "production"]);
  });
});

describe("without an option that chooses, in a pipe", () => {
  test("lists what can be imported, writes nothing, and exits with 2", async () => {
    const { id } = neon("db");
    await using run = await importFolder(emulator);
    const { stdout, stderr, code } = await run.run([]);
    expect(stdout).toContain(id);
    expect(stderr).toContain("--all");
    expect(code).toBe(2);
    const asJson = await run.run(["--json"]);
    expect(JSON.parse(asJson.stdout)).toEqual({
      version: 1,
      team: "acme",
      candidates: [{ id, name: "db", integration: "neon" }],
      leftOut: [],
    });
    expect(asJson.code).toBe(2);
    expect(run.files()).toEqual([]);
  });
});

describe("wrong usage", () => {
  test.each([
    { what: "--all with another option", args: ["--all", "--name", "db"], text: "--all" },
    { what: "one file for both", args: ["--all", "--file", "a.ts", "--program", "a.ts"], text: "--program" },
    { what: "one file under two paths", args: ["--all", "--file", "./a.ts", "--program", "a.ts"], text: "--program" },
    { what: "an empty value", args: ["--name", ""], text: "--name" },
    { what: "an argument", args: ["neon"], text: "too many arguments" },
  ])("exits with 2 and sends no request: $what", async ({ args, text }) => {
    await using run = await importFolder(emulator);
    const { stdout, stderr, code } = await run.run(args);
    expect([stdout, code]).toEqual(["", 2]);
    expect(stderr).toContain(text);
    expect(emulator.journal.entries()).toEqual([]);
  });
});

describe("a failure of the API", () => {
  test.each([
    { what: "of the list", route: LIST, status: 403, code: "api-forbidden" },
    { what: "of the list", route: LIST, status: 500, code: "api-server-error" },
    { what: "of a store", route: BY_ID, status: 500, code: "api-server-error" },
    {
      what: "of the installations",
      route: "GET /v1/integrations/configurations",
      status: 500,
      code: "api-server-error",
    },
    {
      what: "of the products",
      route: "GET /v1/integrations/configuration/:id/products",
      status: 500,
      code: "api-server-error",
    },
  ])("$what ($status) fails the command, and no file is written", async ({ route, status, code }) => {
    neon("db");
    emulator.faults.add({ route, at: "answer", kind: "status", status, times: ALWAYS });
    await using run = await importFolder(emulator);
    const environment = { VERCEL_MARKETPLACE_TIMINGS: '{"requestSeconds":2}' };
    const { stdout, stderr, code: exit } = await run.run(["--all"], { environment });
    expect(stderr).toContain(`[${code}]`);
    expect([stdout, exit]).toEqual(["", 1]);
    expect(run.files()).toEqual([]);
  });
});

test("a team without stores is no failure", async () => {
  await using run = await importFolder(emulator);
  const { stdout, code } = await run.run(["--all"]);
  expect(stdout).toContain("Nothing to import");
  expect(code).toBe(0);
  expect(run.files()).toEqual([]);
  expect(await run.result("--all")).toEqual({ version: 1, team: "acme", imported: [], leftOut: [] });
});

test("P18 hostile names stay values in the program and in the file", async () => {
  const names = ['"; throw 1; //', `\${process.exit(1)}`, "`", "a\\", "*/ x", "__proto__", "😀"];
  for (const name of names) neon(name);
  await using run = await importFolder(emulator);
  await run.result("--all");
  expect(declarationsOf(run).map(({ args }) => args.name)).toEqual([...names].sort());
  expect(entriesOf(run).map(({ inputs }) => inputs.name)).toEqual([...names].sort());
});

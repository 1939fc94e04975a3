// Which stores `import` takes: options that choose, pages, stacks that have some already, and what is left out.
import { type Emulator, startEmulator } from "vercel-marketplace-emulator";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { entriesOf, importFolder } from "./import-run.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.close());

const neon = (name: string, more: object = {}) =>
  emulator.stores.seed({ name, integration: "neon", metadata: { region: "iad1" }, ...more });
const redis = (name: string) =>
  emulator.stores.seed({ name, integration: "upstash", product: "upstash-kv", metadata: { primaryRegion: "iad1" } });

/** The logical names of what `import` with these options takes. */
async function imported(...args: string[]): Promise<string[]> {
  await using run = await importFolder(emulator);
  return (await run.result(...args)).imported.map(({ logicalName }) => logicalName);
}

/** What is left out: resource, name and reason. */
async function leftOut(...args: string[]): Promise<string[]> {
  await using run = await importFolder(emulator);
  return (await run.result(...args)).leftOut.map(({ resource, name, reason }) => `${resource} ${name}: ${reason}`);
}

describe("the options that choose", () => {
  beforeEach(() => {
    const main = neon("main");
    const cache = redis("cache");
    neon("other");
    emulator.projects.connect({ store: main.id, project: "web", environments: ["production"] });
    emulator.projects.connect({ store: main.id, project: "docs" });
    emulator.projects.connect({ store: cache.id, project: "docs" });
  });
  const project = (name: string) => String(emulator.projects.get(name)?.id);
  const store = (name: string) => String(emulator.stores.list({ name })[0]?.id);

  test.each<{ what: string; args: () => string[]; names: string[] }>([
    { what: "all", args: () => ["--all"], names: ["cache", "cache-docs", "main", "main-web", "main-docs", "other"] },
    { what: "an id", args: () => ["--id", store("other")], names: ["other"] },
    { what: "two names", args: () => ["--name", "other", "cache"], names: ["cache", "cache-docs", "other"] },
    { what: "a name twice", args: () => ["--name", "other", "--name", "other"], names: ["other"] },
    { what: "an integration", args: () => ["--integration", "upstash"], names: ["cache", "cache-docs"] },
    {
      what: "a project by name",
      args: () => ["--project", "docs"],
      names: ["cache", "cache-docs", "main", "main-docs"],
    },
    { what: "a project by id", args: () => ["--project", project("web")], names: ["main", "main-web"] },
    {
      what: "an integration and a project, which narrow the choice",
      args: () => ["--integration", "neon", "--project", "docs"],
      names: ["main", "main-docs"],
    },
  ])("P18 take what they name: $what", async ({ args, names }) => {
    expect(await imported(...args())).toEqual(names);
  });

  test("P18 take a store whose product and projects the list omits", async () => {
    emulator.configure({ listProjects: false });
    expect(await imported("--project", "web")).toEqual(["main", "main-web"]);
  });

  test("P18 take a connection by the name of a project that the store's response does not name", async () => {
    const [main] = emulator.stores.list({ name: "main" });
    const nameless = main?.projectsMetadata.map((one) => ({ ...one, name: "" })) ?? [];
    emulator.stores.edit(store("main"), { projectsMetadata: nameless });
    expect(await imported("--project", "web")).toEqual(["main", "main-web"]);
  });

  test.each<{ what: string; args: () => string[] }>([
    { what: "name", args: () => ["--name", "paused"] },
    { what: "id", args: () => ["--id", store("paused")] },
    { what: "integration", args: () => ["--integration", "upstash", "--name", "paused"] },
    { what: "project", args: () => ["--project", "web", "--name", "paused"] },
  ])("P18 say why they leave out a store that they name by its $what, and nothing of others", async ({ args }) => {
    const { id } = redis("paused");
    emulator.projects.connect({ store: id, project: "web" });
    emulator.stores.edit(id, { status: "suspended" });
    emulator.stores.edit(store("other"), { status: "suspended" });
    expect(await leftOut(...args())).toEqual(["store paused: not-available"]);
  });

  test.each<{ what: string; args: string[]; code: string; hint: string }>([
    {
      what: "a typing error",
      args: ["--name", "mian"],
      code: "import-selection-not-found",
      hint: "Did you mean main?",
    },
    { what: "one of two", args: ["--name", "main", "x9"], code: "import-selection-not-found", hint: "--name x9" },
    { what: "an unused project", args: ["--project", "worker"], code: "import-selection-not-found", hint: "worker" },
    {
      what: "no overlap",
      args: ["--name", "other", "--project", "docs"],
      code: "import-selection-empty",
      hint: "docs",
    },
  ])("fail without files if nothing matches: $what", async ({ args, code, hint }) => {
    await using run = await importFolder(emulator);
    const { stdout, stderr, code: exit } = await run.run(args);
    expect([stdout, exit]).toEqual(["", 1]);
    expect(stderr).toContain(`[${code}]`);
    expect(stderr).toContain(hint);
    expect(run.files()).toEqual([]);
  });
});

test("P18 200 stores on many pages are imported, each with names of its own", async () => {
  emulator.configure({ pageSize: 30 });
  for (let at = 0; at < 200; at += 1) neon(`db ${at % 100}`);
  await using run = await importFolder(emulator);
  const { imported: all } = await run.result("--all");
  expect(all).toHaveLength(200);
  expect(new Set(entriesOf(run).map(({ id }) => id)).size).toBe(200);
  expect(new Set(all.map(({ logicalName }) => logicalName)).size).toBe(200);
  expect(new Set(all.map(({ variable }) => variable)).size).toBe(200);
});

describe("what is left out", () => {
  test("P18 are stores that are not available, and of other types", async () => {
    for (const status of ["initializing", "suspended", "error", "uninstalled"] as const) neon(status, { status });
    const { id: ownerId } = emulator.state.team("acme");
    emulator.state.edit(({ otherStores }) => {
      for (const type of ["blob", "edge-config"])
        otherStores.push({ id: `store_${type}`, type, name: `my ${type}`, ownerId });
    });
    neon("good");
    await using run = await importFolder(emulator);
    const { stdout } = await run.run(["--all"]);
    expect(entriesOf(run)).toMatchObject([{ name: "good" }]);
    expect(stdout).toContain("Left out: 6");
    for (const reason of ["type blob", "type edge-config", "suspended", "still being created"]) {
      expect(stdout).toContain(reason);
    }
    expect((await leftOut("--all")).sort()).toEqual([
      "store error: not-available",
      "store initializing: not-available",
      "store my blob: other-type",
      "store my edge-config: other-type",
      "store suspended: not-available",
      "store uninstalled: not-available",
    ]);
  });

  test("P18 are stores whose product or installation is not visible", async () => {
    neon("db");
    redis("cache");
    emulator.state.edit((world) => {
      const partner = world.partners.find(({ slug }) => slug === "upstash");
      partner?.products.splice(0, 1);
    });
    emulator.state.removeInstallation("icfg_AcmeNeon1Rk5Wz8Xq3Tb7Lm2");
    expect(await leftOut("--all")).toEqual(["store cache: product-not-visible", "store db: installation-not-visible"]);
  });

  test("P18 are stores that nobody can read by their ids", async () => {
    const { id } = neon("db");
    emulator.faults.add({ route: "GET /v1/storage/stores/:id", at: "answer", kind: "status", status: 404 });
    await using run = await importFolder(emulator);
    expect(await run.result("--all")).toMatchObject({ imported: [], leftOut: [{ id, reason: "not-found" }] });
    expect(run.files()).toEqual([]);
  });

  test("P18 are connections that cannot be named or declared", async () => {
    const { id } = neon("db");
    const link = emulator.projects.connect({ store: id, project: "web", environments: ["production"] });
    emulator.projects.connect({ store: id, project: "docs" });
    emulator.stores.edit(id, {
      projectsMetadata: [
        { ...link, makeEnvVarsSensitive: true, envVarPrefix: "MAIN" },
        { ...link, id: "spc_hidden", projectId: "prj_hidden", name: "" },
      ],
      json: { totalConnectedProjects: 5 },
    });
    await using run = await importFolder(emulator);
    const result = await run.result("--all");
    expect(result.leftOut).toMatchObject([
      { resource: "connection", name: "db in web", reason: "not-declarable", id: link.id },
      { resource: "connection", name: "db in prj_hidden", reason: "project-not-visible", id: "spc_hidden" },
      { resource: "connection", reason: "project-not-visible", count: 3 },
    ]);
    expect(result.leftOut[0]?.explanation).toContain("envVarPrefix");
    expect(result.imported).toHaveLength(1);
  });
});

describe("--stack-file", () => {
  const STORE = "pulumi-nodejs:dynamic/vercel:IntegrationStore";
  const CONNECTION = "pulumi-nodejs:dynamic/vercel:ProjectConnection";
  const resource = (type: string, id: string, name: string) => ({
    type,
    id,
    urn: `urn:pulumi:dev::shop::${type}::${name}`,
  });
  const stack = (...resources: object[]) => JSON.stringify({ version: 3, deployment: { resources } });

  test("P18 leaves out what the stack has, and uses none of its names", async () => {
    const [one, two] = [neon("db"), neon("db-2")];
    const first = emulator.projects.connect({ store: one.id, project: "web" });
    const second = emulator.projects.connect({ store: one.id, project: "docs" });
    const input = stack(
      resource(STORE, one.id, "mine"),
      resource(STORE, "ir_deleted", "db-2"),
      resource(CONNECTION, first.id, "link"),
      // Another type may have the same id, and a component's resources may have the same names.
      resource("other:index:Thing", two.id, "thing"),
      { type: CONNECTION, id: "spc_other", urn: `urn:pulumi:dev::shop::acme:Web$${CONNECTION}::db-docs` },
    );
    await using run = await importFolder(emulator);
    const { stdout, code } = await run.run(["--all", "--json", "--stack-file", "-"], { input });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      imported: [
        { id: second.id, logicalName: "db-docs" },
        { id: two.id, logicalName: "db-2-2" },
      ],
      leftOut: [
        { id: one.id, reason: "in-stack" },
        { id: first.id, reason: "in-stack" },
      ],
    });
    // The program does not declare the store of the connection.
    expect(run.read("stores.ts")).toContain(`storeId: "${one.id}"`);
  });

  test("P18 leaves out of the list what the stack has, but not a store with a connection that it lacks", async () => {
    const [one, two] = [neon("db"), neon("other")];
    const { id } = emulator.projects.connect({ store: two.id, project: "web" });
    const stores = [resource(STORE, one.id, "one"), resource(STORE, two.id, "two")];
    await using run = await importFolder(emulator);
    const list = async (...resources: object[]) => {
      const { stdout, code } = await run.run(["--json", "--stack-file", "-"], { input: stack(...resources) });
      expect(code).toBe(2);
      const { candidates, leftOut } = JSON.parse(stdout);
      return { candidates: candidates.map(({ name }: { name: string }) => name), leftOut: leftOut.length };
    };
    expect(await list()).toEqual({ candidates: ["db", "other"], leftOut: 0 });
    expect(await list(...stores)).toEqual({ candidates: ["other"], leftOut: 1 });
    expect(await list(...stores, resource(CONNECTION, id, "web"))).toEqual({ candidates: [], leftOut: 2 });
  });

  test.each([
    { what: "is no JSON", input: "{ secret-canary" },
    { what: "is not a stack", input: '{"resources": ["secret-canary"]}' },
    { what: "is empty", input: "" },
  ])("P27 fails for a file that $what, and shows nothing of it", async ({ input }) => {
    await using run = await importFolder(emulator);
    const { stdout, stderr, code } = await run.run(["--all", "--stack-file", "-"], { input });
    expect([stdout, code]).toEqual(["", 1]);
    expect(stderr).toContain("[import-stack-not-read]");
    expect(stderr).not.toContain("secret-canary");
    expect(emulator.journal.entries()).toEqual([]);
  });

  test("accepts a stack without resources, and fails for a missing file", async () => {
    neon("db");
    await using run = await importFolder(emulator);
    expect((await run.run(["--all", "--stack-file", "no-such.json"])).stderr).toContain("[import-stack-not-read]");
    const empty = JSON.stringify({ version: 3, deployment: { resources: null } });
    expect(await run.run(["--all", "--stack-file", "-"], { input: empty })).toMatchObject({ code: 0 });
  });
});

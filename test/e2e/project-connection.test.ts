// Connections on the real engine: created, unchanged, replaced, drifted, imported, destroyed.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { exhaustive } from "../support/matrix.ts";
import {
  CONNECTION_TYPE,
  connecting,
  connectionsAt,
  connectionsIn,
  createConnected,
  oneConnection,
} from "./support/connections.ts";
import { countDiagnostics, expectMessage, messagesIn } from "./support/messages.ts";
import { createStack } from "./support/stack.ts";

/** `web` has both stores under two prefixes; the others have one or the other. */
const five = (more = "") => `
  const main = new IntegrationStore("main", { integration: "neon", metadata: { region: "iad1" } });
  const cache = new IntegrationStore("cache", { integration: "neon", metadata: { region: "fra1" } });
  const connect = (name, store, projectId, more) => new ProjectConnection(name, { storeId: store.id, projectId, ...more });
  const links = [
    connect("web-main", main, web, {}),
    connect("web-cache", cache, web, { envVarPrefix: "CACHE" }),
    connect("worker-main", main, worker, { environments: ["production", "preview"], sensitive: true }),
    connect("worker-cache", cache, worker, { environments: ["development"] }),
    connect("docs-cache", cache, docs, { environments: ["production", "preview"] }),
  ];
  exports.urls = pulumi.all(links.map((link) => link.values)).apply((all) => all.map((values) => values && Object.keys(values).sort()));
  exports.unreadable = links[2].unreadable;
  exports.isInstance = ProjectConnection.isInstance(links[0]) && !ProjectConnection.isInstance(main);
  ${more}
`;

test("P1 P2 P3 P21 P34 five connections are created, a second run requests nothing, and connections are deleted before their stores", async () => {
  await using stack = await createConnected(five(), { behaviour: { normaliseMetadata: true } });
  const { emulator, workspace } = stack;

  const preview = await workspace.preview(["--diff"]);
  expect(preview.code).toBe(0);
  expect(preview.output).toMatch(/environments: \[\s*\[0\]: "production"\s*\[1\]: "preview"\s*\[2\]: "development"/);
  expect(emulator.journal.writes()).toEqual([]);

  const up = await workspace.up();

  expect(up.output).not.toContain("error");
  expect(up.code).toBe(0);
  expect(await connectionsIn(stack)).toEqual(connectionsAt(emulator));
  expect(connectionsAt(emulator)).toHaveLength(5);
  const outputs = await workspace.outputs({ showSecrets: true });
  expect(outputs.isInstance).toBe(true);
  expect(outputs.unreadable).toContain("DATABASE_URL");
  expect((outputs.urls as string[][])[1]).toContain("CACHE_DATABASE_URL");
  expect((outputs.urls as string[][])[2]).toEqual([]);
  expect(countDiagnostics(up.output, "connection-values-sensitive")).toBe(1);

  emulator.journal.clear();
  // An unchanged program needs no token, because it needs no request.
  const withoutToken = { environment: { VERCEL_API_TOKEN: "" } };
  const unchanged = await workspace.preview(["--expect-no-changes"], withoutToken);
  expect(unchanged).toMatchObject({ code: 0 });
  expect(messagesIn(unchanged.output)).toEqual([]);
  expect(unchanged.output).not.toContain("warning");
  expect(await workspace.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
  expect(emulator.journal.entries()).toEqual([]);
  expect(await workspace.up(["--expect-no-changes"])).toMatchObject({ code: 0 });
  expect(await workspace.refresh(["--expect-no-changes"])).toMatchObject({ code: 0 });
  expect(await workspace.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
  expect(await workspace.up(["--expect-no-changes"])).toMatchObject({ code: 0 });
  expect(emulator.journal.writes()).toEqual([]);

  emulator.configure({ deleteWhileConnected: "conflict" });
  emulator.journal.clear();
  expect((await workspace.destroy()).code).toBe(0);
  expect(emulator.stores.list()).toEqual([]);
  expect(await workspace.resources()).toEqual([]);
  const deleted = emulator.journal.writes().map(({ path }) => path);
  expect(deleted).toHaveLength(7);
  for (const { id } of emulator.stores.history().filter(({ event }) => event === "deleted")) {
    const store = deleted.findIndex((path) => path.endsWith(`/integration/${id}`));
    expect(deleted.findLastIndex((path) => path.includes(`/stores/${id}/connections/`))).toBeLessThan(store);
  }
  expect(emulator.projects.variables("web")).toEqual([]);
});

test(
  "P19 another project replaces the connection: the old one is deleted first, and the store stays",
  exhaustive,
  async () => {
    await using stack = await createConnected(five());
    const { emulator, workspace } = stack;
    await workspace.up();
    const stores = emulator.stores.list().map(({ id }) => id);
    const moved = five().replace('"docs-cache", cache, docs', '"docs-cache", cache, other');
    const other = emulator.projects.seed({ name: "other" }).id;
    await workspace.writeProgram(connecting(emulator, `const other = "${other}";${moved}`));
    emulator.journal.clear();

    const preview = await workspace.preview(["--diff"]);
    expect(preview.output).toContain(`=> "${other}"`);
    expect((await workspace.up()).code).toBe(0);

    expect(emulator.journal.writes().map(({ method }) => method)).toEqual(["DELETE", "POST"]);
    expect(emulator.stores.list().map(({ id }) => id)).toEqual(stores);
    expect(await connectionsIn(stack)).toEqual(connectionsAt(emulator));
    expect(emulator.projects.variables("docs")).toEqual([]);
  },
);

test(
  "P15 a connection that was deleted outside is removed by refresh and created again by up",
  exhaustive,
  async () => {
    await using stack = await createConnected(oneConnection);
    const { emulator, workspace } = stack;
    await workspace.up();
    emulator.projects.disconnect(String(emulator.stores.list()[0]?.id));

    expect((await workspace.refresh()).code).toBe(0);
    expect(await connectionsIn(stack)).toEqual([]);
    expect((await workspace.up()).code).toBe(0);
    expect(connectionsAt(emulator)).toHaveLength(1);
    expect(await connectionsIn(stack)).toEqual(connectionsAt(emulator));
  },
);

test(
  "P11 each way to replace a connection deletes first, then creates: --replace, taint, resource options",
  exhaustive,
  async () => {
    const withOptions = (opts: string) => oneConnection.replace("projectId: web }", `projectId: web }, ${opts}`);
    await using stack = await createConnected(withOptions("{ replacementTrigger: 1 }"));
    const { emulator, workspace } = stack;
    await workspace.up();
    const [link] = await workspace.resources(CONNECTION_TYPE);
    const expectReplacement = async (...args: string[]) => {
      const known = connectionsAt(emulator);
      expect((await workspace.up(args)).code).toBe(0);
      expect(connectionsAt(emulator)).toHaveLength(1);
      expect(connectionsAt(emulator)).not.toEqual(known);
      expect(await connectionsIn(stack)).toEqual(connectionsAt(emulator));
      expect(await workspace.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
    };

    await expectReplacement("--replace", String(link?.urn));
    await workspace.pulumi(["state", "taint", "--yes", String(link?.urn)]);
    await expectReplacement();
    const triggered = withOptions("{ replacementTrigger: 2 }");
    await workspace.writeProgram(connecting(emulator, triggered));
    await expectReplacement();
    // An adopt that had its effect stands in the way of no replacement.
    const [id] = connectionsAt(emulator);
    const adopting = triggered.replace("projectId: web", `projectId: web, adopt: "${id}"`);
    await workspace.writeProgram(connecting(emulator, adopting));
    expect((await workspace.up()).code).toBe(0);
    expect(connectionsAt(emulator)).toEqual([id]);
    await expectReplacement("--replace", String(link?.urn));
  },
);

test(
  "P11 a forced --replace of a connection with deleteBeforeReplace: false fails before any POST, and it stays",
  exhaustive,
  async () => {
    const text = oneConnection.replace("projectId: web }", "projectId: web }, { deleteBeforeReplace: false }");
    await using stack = await createConnected(text);
    const { emulator, workspace } = stack;
    await workspace.up();
    const [link] = await workspace.resources(CONNECTION_TYPE);
    emulator.journal.clear();

    const up = await workspace.up(["--replace", String(link?.urn)]);

    expect(up.code).not.toBe(0);
    expectMessage(up.output, "connection-exists", "deleteBeforeReplace: false");
    expect(emulator.journal.writes()).toEqual([]);
    expect(await connectionsIn(stack)).toEqual(connectionsAt(emulator));
    expect(await workspace.up(["--expect-no-changes"])).toMatchObject({ code: 0 });

    // The constructor rejects what a replacement would adopt: its own original.
    await workspace.writeProgram(
      connecting(emulator, text.replace("projectId: web", 'projectId: web, adopt: "spc_1"')),
    );
    const adopting = await workspace.preview();
    expect(adopting.code).not.toBe(0);
    expect(adopting.output).toContain("[argument-conflict]");
  },
);

test(
  "P46 P42 a resource that is renamed without an alias adopts its connection by id, and the old one deletes nothing",
  exhaustive,
  async () => {
    await using stack = await createConnected(oneConnection);
    const { emulator, workspace } = stack;
    await workspace.up();
    const before = connectionsAt(emulator);
    emulator.journal.clear();

    const renamed = oneConnection.replace('"link"', '"renamed"');
    await workspace.writeProgram(connecting(emulator, renamed));
    const refused = await workspace.up();
    expect(refused.code).not.toBe(0);
    expectMessage(refused.output, "connection-exists", `adopt: "${before[0]}"`, "aliases");
    const adopting = renamed.replace("projectId: web", `projectId: web, adopt: "${before[0]}"`);
    await workspace.writeProgram(connecting(emulator, adopting));
    expect((await workspace.up()).code).toBe(0);

    expect(emulator.journal.writes()).toEqual([]);
    expect(connectionsAt(emulator)).toEqual(before);
    expect(await connectionsIn(stack)).toEqual(before);
    expect((await workspace.refresh(["--expect-no-changes"])).code).toBe(0);
  },
);

test(
  "a connection that the program no longer has is deleted, also after a refresh in the same run",
  exhaustive,
  async () => {
    await using stack = await createConnected(oneConnection);
    const { emulator, workspace } = stack;
    const storeOnly = oneConnection.replace(/const link =[\s\S]*/, "");

    for (const options of [[], ["--refresh"]]) {
      await workspace.writeProgram(connecting(emulator, oneConnection));
      expect((await workspace.up()).code).toBe(0);
      await workspace.writeProgram(connecting(emulator, storeOnly));
      expect((await workspace.up(options)).code).toBe(0);
      expect(connectionsAt(emulator)).toEqual([]);
    }
    await workspace.writeProgram(connecting(emulator, oneConnection));
    await workspace.up();
    expect((await workspace.destroy(["--refresh"])).code).toBe(0);
    expect(emulator.stores.list()).toEqual([]);
    await workspace.up();
    expect((await workspace.destroy(["--run-program"])).code).toBe(0);
    expect(emulator.stores.list()).toEqual([]);
  },
);

test("P18 P28 get reads an existing store and connection, keeps their values secret, and fails for ids that do not exist", async () => {
  await using stack = await createStack();
  const { emulator, workspace } = stack;
  const store = emulator.stores.seed({ name: "elsewhere", integration: "neon", metadata: { region: "fra1" } });
  const { id } = emulator.projects.connect({ store: store.id, project: "web", environments: ["production"] });
  const getStore = (of: string) => `
    const db = IntegrationStore.get("db", "${of}");
    exports.id = db.id;
    exports.status = db.status;
    exports.region = db.metadata.region;
    exports.storeUrl = db.secrets.apply((secrets) => secrets?.DATABASE_URL);
  `;
  const getConnection = (of: string) => `
    const link = ProjectConnection.get("link", "${of}");
    exports.storeId = link.storeId;
    exports.environments = link.environments;
    exports.url = link.values.apply((values) => values.DATABASE_URL);
  `;
  await workspace.writeProgram(connecting(emulator, getStore(store.id) + getConnection(id)));

  expect((await workspace.up()).code).toBe(0);

  expect(await workspace.outputs()).toEqual({
    id: store.id,
    status: "available",
    region: "fra1",
    storeUrl: "[secret]",
    storeId: store.id,
    environments: ["production"],
    url: "[secret]",
  });
  const values = emulator.stores.secretValues(store.id);
  const { url, storeUrl } = await workspace.outputs({ showSecrets: true });
  expect({ url, storeUrl }).toEqual({ url: values.DATABASE_URL, storeUrl: values.DATABASE_URL });
  for (const value of Object.values(values)) expect((await workspace.stateBytes()).includes(value)).toBe(false);
  expect(await workspace.up(["--expect-no-changes"])).toMatchObject({ code: 0 });
  expect(emulator.journal.writes()).toEqual([]);

  await workspace.writeProgram(connecting(emulator, getConnection("spc_none")));
  const missing = await workspace.preview();
  expect(missing.code).not.toBe(0);
  expectMessage(missing.output, "connection-not-found", "spc_none", "1 Marketplace stores", "acme");

  await workspace.writeProgram(connecting(emulator, getStore("ir_AAAAAAAAAAAAAAAA")));
  const missingStore = await workspace.preview();
  expect(missingStore.code).not.toBe(0);
  expectMessage(missingStore.output, "api-store-not-found", "ir_AAAAAAAAAAAAAAAA");
  expect(missingStore.output).not.toContain("    at ");
});

test(
  "P18 an import file that names a connection by its ids, and a refresh, end in a state without changes",
  exhaustive,
  async () => {
    await using stack = await createConnected(oneConnection);
    const { emulator, workspace } = stack;
    await workspace.up();
    const [made] = await workspace.resources(CONNECTION_TYPE);
    await workspace.pulumi(["state", "delete", "--yes", String(made?.urn)]);
    const ids = {
      storeId: made?.outputs?.storeId,
      projectId: made?.outputs?.projectId,
      __provider: made?.outputs?.__provider,
    };
    const resource = {
      type: CONNECTION_TYPE,
      name: "link",
      id: made?.id,
      inputs: ids,
      outputs: { ...ids, stateVersion: 1 },
    };
    await writeFile(join(workspace.folder, "import.json"), JSON.stringify({ resources: [resource] }));
    emulator.journal.clear();

    const imported = await workspace.pulumi([
      "import",
      "--file",
      "import.json",
      "--yes",
      "--generate-code=false",
      "--protect=false",
      "--non-interactive",
    ]);
    expect(imported).toMatchObject({ code: 0 });
    expect((await workspace.refresh()).code).toBe(0);

    expect(await workspace.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
    expect(await workspace.up(["--expect-no-changes"])).toMatchObject({ code: 0 });
    const values = emulator.stores.secretValues(String(made?.outputs?.storeId));
    expect((await workspace.outputs({ showSecrets: true })).url).toBe(values.DATABASE_URL);
    for (const value of Object.values(values)) expect((await workspace.stateBytes()).includes(value)).toBe(false);
    expect(emulator.journal.writes()).toEqual([]);
  },
);

test("P21 a store with forceDestroy is disconnected from projects that others connected, then deleted", async () => {
  const forced =
    'exports.id = new IntegrationStore("db", { integration: "neon", metadata: { region: "iad1" }, forceDestroy: true }).id;';
  await using stack = await createConnected(forced, { behaviour: { deleteWhileConnected: "conflict" } });
  const { emulator, workspace } = stack;
  await workspace.up();
  const store = String((await workspace.outputs()).id);
  for (const project of ["web", "docs"]) emulator.projects.connect({ store, project });

  expect((await workspace.destroy()).code).toBe(0);

  expect(emulator.stores.list()).toEqual([]);
  expect(emulator.projects.variables("web")).toEqual([]);
});

test(
  "P26 one store is connected to twenty projects: one POST each, one after another, and a refresh reads the store once",
  exhaustive,
  async () => {
    await using stack = await createStack();
    const { emulator, workspace } = stack;
    const sites = Array.from({ length: 20 }, (_, at) => emulator.projects.seed({ name: `site-${at}` }).id);
    await workspace.writeProgram(
      connecting(
        emulator,
        `
      const db = new IntegrationStore("db", { integration: "neon", metadata: { region: "iad1" } });
      ${JSON.stringify(sites)}.forEach((projectId, at) => new ProjectConnection("site-" + at, { storeId: db.id, projectId }));
    `,
      ),
    );

    expect((await workspace.up()).code).toBe(0);

    expect(await connectionsIn(stack)).toEqual(connectionsAt(emulator));
    expect(connectionsAt(emulator)).toHaveLength(20);
    const posts = emulator.journal.writes().slice(1);
    expect(posts).toHaveLength(20);
    for (const [at, post] of posts.entries()) {
      if (at > 0) expect(post.at).toBeGreaterThanOrEqual(Number(posts[at - 1]?.endedAt));
    }
    emulator.journal.clear();
    expect(await workspace.refresh(["--expect-no-changes"])).toMatchObject({ code: 0 });
    expect(emulator.journal.count("GET", "/v3/env/pull/:project/:target")).toBe(20);
    expect(emulator.journal.entries().length).toBeLessThanOrEqual(24);
  },
);

test("P16 P1 variables that were removed from the project show in a refresh once, and up says how to restore them", async () => {
  await using stack = await createConnected(oneConnection);
  const { emulator, workspace } = stack;
  await workspace.up();
  for (const { id, key } of emulator.projects.variables("web")) {
    if (key === "DATABASE_URL") emulator.projects.removeVariable(id);
  }

  expect((await workspace.refresh(["--diff", "--expect-no-changes"])).code).not.toBe(0);
  const up = await workspace.up();
  expect(up.code).toBe(0);
  expectMessage(up.output, "connection-variables-missing", "DATABASE_URL", "--replace '**:ProjectConnection::");
  expect(emulator.journal.writes()).toHaveLength(2);

  expect(await workspace.up(["--expect-no-changes"])).toMatchObject({ code: 0 });
  expect(await workspace.refresh(["--expect-no-changes"])).toMatchObject({ code: 0 });
  expect(await workspace.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
  expect((await workspace.up(["--replace", "**:ProjectConnection::link"])).code).toBe(0);
  expect((await workspace.outputs()).names).toContain("DATABASE_URL");
  expect(await workspace.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
});

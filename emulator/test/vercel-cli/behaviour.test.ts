// The command line of Vercel with the other answers that the API may give: each position of the switches it depends on.
import type { BehaviourChange } from "vercel-marketplace-emulator";
import { describe, expect, test } from "vitest";
import { exhaustive, testMatrix } from "../../../test/support/matrix.ts";
import { all, STAGING, secretNames } from "../connection-requests.ts";
import { connectedTo, installCli, startCliWithStore } from "./cli.ts";

installCli();

test("a store is connected, disconnected and deleted if answers are empty", exhaustive, async () => {
  const behaviour = { connectStatus: 201, disconnectStatus: 204, deleteStatus: 204 } as const;
  const { emulator, id, run } = await startCliWithStore({ behaviour });
  const statuses: unknown[] = [];
  const runAndNote = async (...args: string[]) => {
    const { code, writes } = await run(...args);
    statuses.push(code, ...writes.map(({ status }) => status));
  };
  await runAndNote("integration", "resource", "connect", "db", "--yes");
  expect(connectedTo(emulator, id)).toHaveLength(1);
  await runAndNote("integration", "resource", "disconnect", "db", "--yes");
  await runAndNote("storage", "connect", "db", "--yes");
  await runAndNote("integration", "resource", "remove", "db", "--disconnect-all", "--yes");
  expect(statuses).toEqual([0, 201, 0, 204, 0, 201, 0, 204, 204]);
  expect(emulator.stores.list()).toEqual([]);
});

test("a literal prefix is joined as it is sent", exhaustive, async () => {
  const { emulator, run } = await startCliWithStore({ behaviour: { prefixRule: "literal" } });
  const connect = await run("integration", "resource", "connect", "db", "--prefix", "A_", "--yes");
  expect(connect.code).toBe(0);
  const keys = () => emulator.projects.variables("web").map(({ key }) => key);
  expect(keys()).toEqual(secretNames.map((name) => `A_${name}`));
  // `storage` cuts the underscore, and reports the names that the store then has.
  const update = await run("storage", "update", "db", "--prefix", "B_", "--yes");
  expect({ code: update.code, body: update.writes[0]?.body }).toEqual({ code: 0, body: { envVarPrefix: "B" } });
  expect(keys()).toEqual(secretNames.map((name) => `B${name}`));
  expect(update.output).toContain("BDATABASE_URL");
});

test("a second connection that the API rejects is reported, and the first stays", exhaustive, async () => {
  const { emulator, id, run } = await startCliWithStore({ behaviour: { secondConnection: "reject" } });
  emulator.projects.connect({ store: id, project: "web", environments: ["production"] });
  const { code, output, writes } = await run("storage", "connect", "db", "-e", "development", "--yes");
  expect({ code, status: writes[0]?.status }).toEqual({ code: 1, status: 400 });
  expect(output).toContain("already connected");
  expect(connectedTo(emulator, id)).toEqual([{ name: "web", environments: ["production"], prefix: null }]);
});

test.each([
  { changeConnection: 404, text: "404" },
  { changeConnection: 405, text: "405" },
  { changeConnection: "additional-property", text: "additional property" },
] as const)(
  "a change that is answered with $changeConnection is reported, and nothing changes",
  exhaustive,
  async ({ text, ...behaviour }) => {
    const { emulator, id, run } = await startCliWithStore({ behaviour });
    emulator.projects.connect({ store: id, project: "web" });
    const before = emulator.projects.variables("web");
    for (const change of [
      ["-e", "preview"],
      ["--prefix", "W2"],
    ]) {
      const { code, output, writes } = await run("storage", "update", "db", ...change, "--yes");
      expect({ code, writes: writes.length }).toEqual({ code: 1, writes: 1 });
      expect(output).toContain(text);
    }
    expect(connectedTo(emulator, id)).toEqual([{ name: "web", environments: all, prefix: null }]);
    expect(emulator.projects.variables("web")).toEqual(before);
  },
);

test.each([{ unservedProject: 400 }, { unservedProject: 403 }, { unservedProject: 404 }] as const)(
  "a project that the installation does not serve is not connected: %j",
  exhaustive,
  async (behaviour) => {
    const { emulator, id, run } = await startCliWithStore({ behaviour });
    emulator.state.editInstallation(String(emulator.stores.get(id)?.integrationConfigurationId), { projects: [] });
    const { code, writes } = await run("integration", "resource", "connect", "db", "--yes");
    expect({ code, status: writes[0]?.status }).toEqual({ code: 1, status: behaviour.unservedProject });
    expect(connectedTo(emulator, id)).toEqual([]);
  },
);

test.each([{ catalogue: 403 }, { catalogue: 404 }] as const)(
  "a catalogue that the API does not show is a failure: %j",
  exhaustive,
  async (behaviour) => {
    const { run } = await startCliWithStore({ behaviour });
    for (const command of ["discover", "categories"]) {
      const { code, requests } = await run("integration", command);
      expect({ code, status: requests.at(-1)?.status }).toEqual({ code: 1, status: behaviour.catalogue });
    }
  },
);

test("variables that appear late are missing in the report of the command", exhaustive, async () => {
  const { emulator, id, run } = await startCliWithStore({ behaviour: { variablesAfter: { reads: 1 } } });
  const { code, output } = await run("storage", "connect", "db", "--yes");
  expect(code).toBe(0);
  expect(output).not.toContain("DATABASE_URL");
  expect(connectedTo(emulator, id)).toHaveLength(1);
});

interface ReadRow {
  /** The arguments of the command. */
  what: string;
  behaviour: BehaviourChange;
  code: number;
  contains?: string[];
  without?: string[];
}

/** The store `db` is connected to `web` in staging and preview; `cache` is another store, which is not connected. */
const reads: ReadRow[] = [
  // The command reads the first page of a list only, and crashes if the list of installations is no array.
  { what: "integration list --all", behaviour: { pageSize: 1 }, code: 0, contains: ["db"], without: ["cache"] },
  ...([403, 404] as const).flatMap((listStores): ReadRow[] => [
    { what: "integration list --all", behaviour: { listStores }, code: 1 },
    { what: "storage list", behaviour: { listStores }, code: 1 },
  ]),
  { what: "env pull .env.pulled --yes", behaviour: { envPull: 403 }, code: 1 },
  { what: "storage status db", behaviour: { customEnvironments: "slug" }, code: 0, contains: ["staging"] },
  { what: "storage status db", behaviour: { customEnvironments: "id" }, code: 0, contains: [STAGING] },
  // Sensitive variables are not shown even as ciphertext.
  { what: "env ls", behaviour: { sensitivePolicy: "on" }, code: 0, contains: ["Hidden"], without: ["eyJ2"] },
  { what: "storage inspect db", behaviour: { timeFormat: "iso" }, code: 0, contains: ["available"] },
  { what: "integration installations", behaviour: { timeFormat: "iso" }, code: 0, contains: ["icfg_"] },
  { what: "storage list", behaviour: { idPrefix: "store_" }, code: 0, contains: ["store_"] },
  { what: "storage status", behaviour: { omittedFields: ["projectsMetadata"] }, code: 0, without: ["DATABASE_URL"] },
];

testMatrix("$what, with $behaviour", reads, async ({ what, behaviour, code, contains = [], without = [] }) => {
  const { emulator, id, run } = await startCliWithStore({ behaviour });
  emulator.stores.seed({ name: "cache", integration: "upstash", product: "upstash-kv" });
  emulator.projects.connect({ store: id, project: "web", environments: ["preview", "staging"] });
  const ended = await run(...what.split(" "));
  expect(ended.code).toBe(code);
  for (const text of contains) expect(ended.output).toContain(text);
  for (const text of without) expect(ended.output).not.toContain(text);
});

test("a list of installations that is a 404 instead of empty is a failure", exhaustive, async () => {
  const { emulator, run } = await startCliWithStore({ behaviour: { noInstallations: 404 } });
  emulator.state.edit((world) => {
    world.installations = [];
  });
  expect((await run("integration", "installations")).code).toBe(1);
  emulator.configure({ noInstallations: 200 });
  expect((await run("integration", "installations")).code).toBe(0);
});

test(
  "only the API can reject the deletion of a store whose connections the command does not see",
  exhaustive,
  async () => {
    const behaviour: BehaviourChange = { omittedFields: ["projectsMetadata"], deleteWhileConnected: "conflict" };
    const { emulator, id, run } = await startCliWithStore({ behaviour });
    emulator.projects.connect({ store: id, project: "web" });
    const { code, writes } = await run("integration", "resource", "remove", "db", "--yes");
    expect({ code, status: writes[0]?.status }).toEqual({ code: 1, status: 409 });
    expect(connectedTo(emulator, id)).toHaveLength(1);
  },
);

describe("a lost response to a request that was carried out", () => {
  const connection = "/v1/storage/stores/:id/connections/:connection";

  test("fails a connect, because the command sends it again", exhaustive, async () => {
    const { emulator, id, run } = await startCliWithStore();
    emulator.faults.add({ route: "POST /v1/storage/stores/:id/connections", at: "after-commit", kind: "reset" });
    const { code, writes } = await run("integration", "resource", "connect", "db", "--yes");
    expect({ code, statuses: writes.map(({ status }) => status) }).toEqual({ code: 1, statuses: [undefined, 400] });
    expect(connectedTo(emulator, id)).toHaveLength(1);
  });

  test("does not harm a change, which is sent again", exhaustive, async () => {
    const { emulator, id, run } = await startCliWithStore();
    emulator.projects.connect({ store: id, project: "web" });
    emulator.faults.add({ route: `PATCH ${connection}`, at: "after-commit", kind: "reset" });
    const { code, writes } = await run("storage", "update", "db", "--prefix", "W2", "--yes");
    expect({ code, statuses: writes.map(({ status }) => status) }).toEqual({ code: 0, statuses: [undefined, 200] });
    expect(connectedTo(emulator, id)).toEqual([{ name: "web", environments: all, prefix: "W2" }]);
  });

  test("fails a disconnect, whose repetition is a 404", exhaustive, async () => {
    const { emulator, id, run } = await startCliWithStore();
    emulator.projects.connect({ store: id, project: "web" });
    emulator.faults.add({ route: `DELETE ${connection}`, at: "after-commit", kind: "status", status: 502 });
    const { code, writes } = await run("integration", "resource", "disconnect", "db", "--yes");
    expect({ code, statuses: writes.map(({ status }) => status) }).toEqual({ code: 1, statuses: [502, 404] });
    expect(connectedTo(emulator, id)).toEqual([]);
  });
});

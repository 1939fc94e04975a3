// The command line of Vercel with the other answers that the API may give: each position of the switches it depends on.
import type { BehaviourChange } from "vercel-marketplace-emulator";
import { describe, expect, test } from "vitest";
import { exhaustive } from "../../../test/support/matrix.ts";
import { all, secretNames } from "../connection-requests.ts";
import { connectedTo, installCli, startCliWithStore } from "./cli.ts";

installCli();

describe.each<BehaviourChange>([{ connectStatus: 201 }, { disconnectStatus: 204 }, { deleteStatus: 204 }])(
  "with %j",
  (behaviour) => {
    test("a store is connected, disconnected and deleted", exhaustive, async () => {
      const { emulator, id, run } = await startCliWithStore({ behaviour });
      const codes: number[] = [];
      codes.push((await run("integration", "resource", "connect", "db", "--yes")).code);
      expect(connectedTo(emulator, id)).toHaveLength(1);
      codes.push((await run("integration", "resource", "disconnect", "db", "--yes")).code);
      codes.push((await run("storage", "connect", "db", "--yes")).code);
      codes.push((await run("integration", "resource", "remove", "db", "--disconnect-all", "--yes")).code);
      expect(codes).toEqual([0, 0, 0, 0]);
      expect(emulator.stores.list()).toEqual([]);
    });
  },
);

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
    // The list of installations is another route.
    expect((await run("integration", "installations")).code).toBe(0);
  },
);

test("variables that appear late are missing in the report of the command", exhaustive, async () => {
  const { emulator, id, run } = await startCliWithStore({ behaviour: { variablesAfter: { reads: 1 } } });
  const { code, output } = await run("storage", "connect", "db", "--yes");
  expect(code).toBe(0);
  expect(output).not.toContain("DATABASE_URL");
  expect(connectedTo(emulator, id)).toHaveLength(1);
});

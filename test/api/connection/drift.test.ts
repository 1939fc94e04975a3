import { expect, test } from "vitest";
import type { ConnectionInputs, ConnectionState } from "../../../provider/src/contract/project-connection.ts";
import { projectConnection } from "../../../provider/src/lifecycle/project-connection/index.ts";
import {
  change,
  changesIn,
  checked,
  createConnection,
  expectSettled,
  readAgain,
  snapshotOf,
  valuesAt,
} from "../../support/connection.ts";
import { processOf } from "../../support/process-context.ts";

const production = ["production"];
const both = ["production", "preview"];

test("P3 a server that never tells the prefix shows no drift, and a change of it is not sent twice", async () => {
  await using connection = await createConnection({ environments: production });
  const { emulator, store, id, state, args } = connection;
  const renamed = args({ environments: production, envVarPrefix: "MAIN" });
  const changed = await change(processOf(emulator), { id, state }, renamed);
  const [link] = emulator.stores.get(store.id)?.projectsMetadata ?? [];
  const { envVarPrefix: _, ...silent } = { ...link };
  emulator.stores.edit(store.id, { json: { projectsMetadata: [silent] } });

  await expectSettled(emulator, id, changed, renamed);
  expect((await readAgain(processOf(emulator), id, changed)).inputs.envVarPrefix).toBe("MAIN");
});

test("P17 the server's form of an old prefix is forgotten with it", async () => {
  await using connection = await createConnection({ environments: production, envVarPrefix: "MAIN" });
  const { emulator, store, id, state, args } = connection;
  const known = { ...state, place: { ...state.place, envVarPrefix: "main" } };

  const to = args({ environments: production, envVarPrefix: "OTHER" });
  const changed = await change(processOf(emulator), { id, state: known }, to);

  expect(changed.place).not.toHaveProperty("envVarPrefix");
  emulator.projects.editConnection(store.id, id, { prefix: "main" });
  expect((await readAgain(processOf(emulator), id, changed)).inputs.envVarPrefix).toBe("main");
});

test("P17 drift of environments and prefix shows as a change, and the next run makes what the program says", async () => {
  await using connection = await createConnection({ environments: production, envVarPrefix: "MAIN" });
  const { emulator, store, id, state, args } = connection;
  const said = args({ environments: production, envVarPrefix: "MAIN" });
  const drifts: { edit: Parameters<typeof emulator.projects.editConnection>[2]; inputs: object; body: object }[] = [
    { edit: { environments: both }, inputs: { environments: both }, body: { envVarEnvironments: production } },
    { edit: { prefix: "OTHER" }, inputs: { envVarPrefix: "OTHER" }, body: { envVarPrefix: "MAIN" } },
    { edit: { prefix: null }, inputs: {}, body: { envVarPrefix: "MAIN" } },
    {
      edit: { environments: ["preview"], prefix: "OTHER" },
      inputs: { environments: ["preview"], envVarPrefix: "OTHER" },
      body: { envVarEnvironments: production, envVarPrefix: "MAIN" },
    },
  ];
  for (const { edit, inputs, body } of drifts) {
    emulator.projects.editConnection(store.id, id, edit);

    const drifted = await readAgain(processOf(emulator), id, state);
    expect(drifted.inputs).toMatchObject(inputs);
    if (edit.prefix === null) expect(drifted.inputs).not.toHaveProperty("envVarPrefix");
    expect(drifted.state.values).toEqual(valuesAt(emulator, "web"));
    // A program that already has the live values is unchanged.
    const matching = processOf(emulator);
    const { adopt: _, ...live } = drifted.inputs;
    expect(
      await projectConnection.diff(matching, id, drifted.state, await checked(matching, live, drifted.inputs)),
    ).toEqual({ changes: false, replaces: [] });
    emulator.journal.clear();
    const restored = await change(processOf(emulator), { id, state: drifted.state }, said);
    expect(changesIn(emulator)).toEqual([body]);
    expect(restored).toEqual(state);
    // Without a refresh the state does not know of the drift.
    expect(snapshotOf(emulator).connections).toMatchObject([{ id, environments: production, envVarPrefix: "MAIN" }]);
  }
});

const interrupted: {
  what: string;
  olden: (state: ConnectionState) => ConnectionState;
  to: Partial<ConnectionInputs>;
}[] = [
  { what: "continues", olden: ({ values: _, unreadable: __, ...state }) => state, to: {} },
  {
    what: "forgets missing variables",
    olden: (state) => ({ ...state, missingVariables: ["PGHOST"] }),
    to: {},
  },
  { what: "changes the prefix only", olden: (state) => state, to: { envVarPrefix: "NEW" } },
  { what: "changes the environments only", olden: (state) => state, to: { environments: ["preview"] } },
];

test.each(interrupted)("P17 an update that $what hides nothing that others changed", async ({ olden, to }) => {
  await using connection = await createConnection({ environments: production });
  const { emulator, store, id, state, args } = connection;
  const edit = { environments: ["development"], prefix: "OTHER" };
  emulator.projects.editConnection(store.id, id, edit);
  const said = args({ environments: production, ...to });
  const before = olden(state);

  const updated = await projectConnection.update(
    processOf(emulator),
    id,
    before,
    await checked(processOf(emulator), said, before),
  );

  const { inputs, state: drifted } = await readAgain(processOf(emulator), id, updated);
  if (to.environments === undefined) expect(inputs.environments).toEqual(edit.environments);
  if (to.envVarPrefix === undefined) expect(inputs.envVarPrefix).toBe(edit.prefix);
  const restored = await change(processOf(emulator), { id, state: drifted }, said);
  expect(emulator.stores.get(store.id)?.projectsMetadata).toMatchObject([
    { environments: said.environments, envVarPrefix: said.envVarPrefix ?? null },
  ]);
  await expectSettled(emulator, id, restored, said);
});

// Odd fields of a connection in its store's response: nothing known is dropped.
import { expect, test } from "vitest";
import { OperationError } from "../../../provider/src/errors/operation-error.ts";
import { projectConnection } from "../../../provider/src/lifecycle/project-connection/index.ts";
import { connect, seedStore, toWeb } from "../../support/connection.ts";
import { emulate, processOf } from "../../support/process-context.ts";

const quick = { timings: { settleSeconds: 0.05, variablesSeconds: 0.1 } };

const rows: { what: string; change: Record<string, unknown> }[] = [
  { what: "no projectId", change: { projectId: undefined } },
  { what: "its project in another place", change: { projectId: undefined, project: "ID" } },
  { what: "no id", change: { id: undefined } },
  { what: "environments null", change: { environments: null } },
  { what: "an environment that is null", change: { environments: ["production", null] } },
  { what: "variables null", change: { environmentVariables: null } },
  { what: "a variable that is null", change: { environmentVariables: [null, "DATABASE_URL"] } },
  { what: "a prefix that is a number", change: { envVarPrefix: 4 } },
  { what: "a sensitivity that is a string", change: { makeEnvVarsSensitive: "yes" } },
  { what: "a name that is null", change: { name: null } },
];

test.concurrent.each(rows)("P16 P49 a connection with $what is not removed from the state", async ({ change }) => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  const { id, state } = await connect(processOf(emulator), toWeb(emulator, store));
  const [connection] = emulator.stores.get(store.id)?.projectsMetadata ?? [];
  const project = change.project === undefined ? {} : { project: { id: connection?.projectId } };
  const projectsMetadata = [{ ...connection, ...change, ...project }];
  emulator.stores.edit(store.id, { json: { projectsMetadata } });

  const read = await projectConnection.read(processOf(emulator, quick), id, state).catch((error: unknown) => error);

  if (read instanceof OperationError)
    expect(["connection-partly-visible", "connection-inconsistent"]).toContain(read.code);
  else expect(read).toMatchObject({ state: { values: state.values }, inputs: { environments: state.environments } });
});

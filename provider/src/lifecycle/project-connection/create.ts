// create: list the store's connections, submit one request, poll until the variables are there, return the state.
import { slugAmong } from "../../account/teams";
import type { ConnectionInputs, ConnectionState } from "../../contract/project-connection";
import type { Context } from "../core/context";
import { runOperation } from "../core/operation";
import { lookupByProject } from "./lookup";
import { pollUntilReady, withPartialState } from "./ready";
import { type Connection, formatConnection, toState } from "./state";
import { adopt, submit } from "./submit";

export async function create(
  context: Context,
  inputs: ConnectionInputs,
): Promise<{ id: string; state: ConnectionState }> {
  const resource = `store ${inputs.storeId} to project ${inputs.projectId}`;
  return runOperation(context, { name: "connect", resource }, async () => {
    const session = context.session();
    const team = session.teamOf(inputs.teamId);
    const connection = await session.mutex.run(`connections ${inputs.storeId}`, () => connect(context, inputs, team));

    // Poll
    const { id } = connection;
    const teamSlug = slugAmong(team);
    const partial = { id, state: toState(inputs, connection, { teamSlug }), resource: formatConnection(connection) };
    const ready = await withPartialState(context, partial, () => pollUntilReady(context, inputs, connection));

    // Return
    return { id, state: toState(inputs, ready.connection, { reading: ready.reading, teamSlug }) };
  });
}

async function connect(context: Context, inputs: ConnectionInputs, team: string | undefined): Promise<Connection> {
  const creation = { inputs, team };
  // List. Creations of the same store share a response of the last seconds.
  const { store, connection } = await lookupByProject(context, creation, context.session().stores.recently());

  // Submit. An identical connection was left by an interrupted run.
  return connection === undefined ? submit(context, creation, store) : adopt(context, creation, connection);
}

// create: list the store's connections, submit one POST, poll until the variables are there, return the state.
import { slugAmong } from "../../account/teams";
import type { ConnectionInputs, ConnectionState } from "../../contract/project-connection";
import type { Context } from "../core/context";
import { runOperation } from "../core/operation";
import { type Creation, lookupByProject } from "./lookup";
import { completeConnection } from "./ready";
import type { Connection } from "./state";
import { adopt, submit } from "./submit";

export async function create(
  context: Context,
  inputs: ConnectionInputs,
): Promise<{ id: string; state: ConnectionState }> {
  const operation = { name: "connect", resource: `store ${inputs.storeId} to project ${inputs.projectId}` };
  return runOperation(context, operation, async () => {
    const session = context.session();
    const creation = { inputs, team: session.teamOf(inputs.teamId) };
    const connection = await session.mutex.run(`connections ${inputs.storeId}`, () => connect(context, creation));
    const teamSlug = slugAmong(creation.team);
    return { id: connection.id, state: await completeConnection(context, connection, { inputs, teamSlug }) };
  });
}

async function connect(context: Context, creation: Creation): Promise<Connection> {
  // Creations for the same store share a response of the last seconds.
  const { store, connection } = await lookupByProject(context, creation, context.session().stores.recently());
  // An identical connection was left by an interrupted run.
  return connection === undefined ? submit(context, { ...creation, store }) : adopt(context, creation, connection);
}

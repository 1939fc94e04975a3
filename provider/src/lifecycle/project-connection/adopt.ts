// adopt: the connection with a given id, if it is the one that the program describes. None is adopted without its id.
import { isSamePrefix } from "../../contract/project-connection";
import { containsUnknown, isUnknown } from "../../contract/values";
import type { OperationError } from "../../errors/operation-error";
import type { Context } from "../core/context";
import { haveSameEnvironments } from "./conflicts";
import { lookupByProject } from "./lookup";
import { fail } from "./messages";
import { type Connection, type Creation, formatStore } from "./state";

/** Adopts the connection for the resource of these inputs. */
export async function adopt(context: Context, creation: Creation, id: string): Promise<Connection> {
  const connection = await getAdoptable(context, creation, id);
  context.ownership.connections.record("adopted", id);
  return connection;
}

/**
 * Reads the connection and compares it with the inputs. No `await` follows the check of its ownership, so a caller that
 * records the adoption at once cannot adopt a connection twice.
 */
export async function getAdoptable(context: Context, creation: Creation, id: string): Promise<Connection> {
  const { store, connections } = await lookupByProject(context, creation, context.clock.monotonic());
  const connection = connections.find((one) => one.id === id);
  if (connection === undefined) {
    const pair = { store: formatStore(store), project: creation.inputs.projectId };
    throw fail("connection-adopt-not-found", { ...pair, connection: id, existing: connections.map((one) => one.id) });
  }
  const differences = await listDifferences(context, creation, connection);
  if (context.ownership.connections.isOwned(id)) throw fail("connection-owned", valuesOf(connection));
  if (differences.length > 0) throw fail("connection-adopt-differs", { ...valuesOf(connection), differences });
  return connection;
}

/** The connection that a POST of this process created whose response was lost. Throws if it is not the requested one. */
export async function acceptCreated(context: Context, creation: Creation, connection: Connection): Promise<Connection> {
  const { connections } = context.ownership;
  const differences = await listDifferences(context, creation, connection);
  // No `await` between this check and the record: another resource may adopt or keep the connection meanwhile.
  if (connections.isOwned(connection.id)) throw fail("connection-owned", valuesOf(connection));
  if (differences.length > 0) throw fail("connection-exists", { ...valuesOf(connection), differences });
  connections.record("adopted", connection.id);
  return connection;
}

/** Why a creation fails that meets a connection of its store and project. */
export async function toExistsFailure(
  context: Context,
  creation: Creation,
  connection: Connection,
): Promise<OperationError> {
  const values = valuesOf(connection);
  if (context.ownership.connections.isOwned(connection.id)) return fail("connection-owned", values);
  const differences = await listDifferences(context, creation, connection).catch(() => []);
  return fail("connection-exists", { ...values, differences });
}

export function valuesOf({ id, store, project }: Connection) {
  const name = project.name === undefined ? project.projectId : `${project.name} (${project.projectId})`;
  return { store: formatStore(store), project: `project ${name}`, connection: id };
}

/** The failure of a connection that would share an environment with another one. */
export function toOverlap(other: Connection): OperationError {
  return fail("connection-overlap", { ...valuesOf(other), environments: other.project.environments ?? [] });
}

/** What is different in an existing connection; empty for the one that the program describes. Unknown values may be equal. */
async function listDifferences(context: Context, creation: Creation, { project }: Connection): Promise<string[]> {
  const { environments = [], envVarPrefix, sensitive = false } = creation.inputs;
  const live = project.environments ?? [];
  const isSensitive = project.makeEnvVarsSensitive === true;
  const differences: string[] = [];
  if (!isUnknown(envVarPrefix) && !isSamePrefix(project.envVarPrefix, envVarPrefix)) {
    differences.push(`prefix ${project.envVarPrefix || "none"}, not ${envVarPrefix ?? "none"}`);
  }
  if (!isUnknown(sensitive) && isSensitive !== sensitive) {
    differences.push(isSensitive ? "sensitive variables, not readable ones" : "readable variables, not sensitive ones");
  }
  if (containsUnknown(environments) || (await haveSameEnvironments(context, creation, live))) return differences;
  return [`environments ${live.join(", ") || "none"}, not ${environments.join(", ")}`, ...differences];
}

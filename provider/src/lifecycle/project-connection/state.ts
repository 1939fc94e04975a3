// The state of a connection: the checked inputs under their own keys, and what the API returns about it.
import {
  CONNECTION_STATE_VERSION,
  type ConnectionArgumentName,
  type ConnectionInputs,
  type ConnectionPlace,
  type ConnectionState,
  connectionArgumentNames,
  connectionOutputNames,
  connectionSpecs,
  isSamePrefix,
  isSameSet,
} from "../../contract/project-connection";
import { teamOfOwner } from "../../contract/team-reference";
import { containsUnknown, isSame, omit, omitUndefined, pick } from "../../contract/values";
import type { ConnectedProject, Store } from "../../vercel/api/stores";
import { changedArguments } from "../core/compare";
import { stateVersionOf, unknownFields } from "../core/newer-state";
import type { Reading } from "./variables";

/** A connection as its store's response contains it: the project, with the connection's environments and variables. */
export interface Connection {
  id: string;
  store: Store;
  project: ConnectedProject;
}

/** A connection that is to be created, or to be changed so that it has these inputs. */
export interface Creation {
  inputs: ConnectionInputs;
  team: string | undefined;
}

/** A connection as an earlier run recorded it. */
export interface RecordedConnection {
  id: string;
  state: ConnectionState;
}

export function toConnections(store: Store): Connection[] {
  return (store.projectsMetadata ?? []).flatMap((project) => (project.id ? [{ id: project.id, store, project }] : []));
}

/** Whether nothing is left to do for the connection of this state. */
export function isSettled({ values, missingVariables = [] }: ConnectionState): boolean {
  return values !== undefined && missingVariables.length === 0;
}

/** What is known about the variables of a connection. Without `names` it has those that the store's response lists. */
export type KnownReading = Pick<Reading, "values" | "unreadable"> & { names?: readonly string[] };

/** What a state knows; undefined if the variables were never read. */
export function readingIn({ values, unreadable = [], variableNames }: ConnectionState): KnownReading | undefined {
  return values && { values, unreadable, ...omitUndefined({ names: variableNames }) };
}

export interface StateDetails {
  /** Absent until the variables could be read once: the next run has to finish the connection. */
  reading?: KnownReading | undefined;
  teamSlug: string | undefined;
  /** Variables that the connection had, and that the project no longer has. */
  missing?: readonly string[] | undefined;
  /** The state so far: what a newer version of this package wrote stays. */
  known?: ConnectionState | undefined;
}

const knownNames = [...connectionArgumentNames, ...connectionOutputNames, "place", "missingVariables"] as const;

/** The arguments of which a state has the server's form too. */
const formNames = ["environments", "envVarPrefix"] as const;

/** A state of this version. */
export function toState(
  inputs: ConnectionInputs,
  connection: Connection,
  { reading, teamSlug, missing, known }: StateDetails,
): ConnectionState {
  const old: ConnectionPlace = known?.place ?? {};
  // What nobody changed here stays as it is: what others changed is for a refresh to find.
  const isUnchanged = (name: (typeof formNames)[number]) =>
    known?.place !== undefined && isSame(inputs[name], known[name]);
  const changed = formNames.filter((name) => !isUnchanged(name));
  return {
    ...unknownFields(known ?? {}, knownNames),
    ...inputs,
    variableNames: [...(reading?.names ?? namesOfVariables(connection))],
    ...omitUndefined({ values: reading?.values, unreadable: reading?.unreadable }),
    ...(missing === undefined || missing.length === 0 ? {} : { missingVariables: [...missing] }),
    place: { ...omit(old, changed), ...omit(toPlace(inputs, connection, teamSlug), formNames.filter(isUnchanged)) },
    stateVersion: stateVersionOf(known, CONNECTION_STATE_VERSION),
  };
}

function toPlace(
  { envVarPrefix }: ConnectionInputs,
  { store, project }: Connection,
  teamSlug: string | undefined,
): ConnectionPlace {
  const teamId = teamOfOwner(store.ownerId);
  return omitUndefined({
    storeName: store.name || undefined,
    projectName: project.name || undefined,
    teamId,
    teamSlug: teamId === undefined ? undefined : teamSlug,
    integrationConfigurationId: store.product?.integrationConfigurationId,
    environments: project.environments ?? undefined,
    envVarPrefix: isSamePrefix(project.envVarPrefix, envVarPrefix) ? undefined : (project.envVarPrefix ?? undefined),
  });
}

/** Names of the variables that the project got, sorted. */
export function namesOfVariables({ project }: Connection): string[] {
  return [...new Set(project.environmentVariables)].sort();
}

/** The arguments with which a program describes this connection: for one that is read for the first time. */
export function toInputs({ store, project }: Connection): ConnectionInputs {
  return omitUndefined({
    storeId: store.id,
    projectId: project.projectId,
    environments: project.environments ?? [],
    envVarPrefix: project.envVarPrefix || undefined,
    sensitive: project.makeEnvVarsSensitive || undefined,
    teamId: teamOfOwner(store.ownerId),
  });
}

/**
 * The inputs of a state, with the live environments and prefix where they have changed. The server's own form of them is
 * no change, and neither is a prefix that the response does not tell.
 */
export function toLiveInputs(state: ConnectionState, connection: Connection): ConnectionInputs {
  const { place } = state;
  // A state without place comes from an import file, which may contain nothing but ids.
  const inputs = place === undefined ? { ...toInputs(connection), ...inputsIn(state) } : inputsIn(state);
  const { environments, envVarPrefix } = connection.project;
  const isOldPrefix =
    envVarPrefix === undefined ||
    isSamePrefix(envVarPrefix, inputs.envVarPrefix) ||
    (place?.envVarPrefix !== undefined && envVarPrefix === place.envVarPrefix);
  const live = isOldPrefix ? inputs : omitUndefined({ ...inputs, envVarPrefix: envVarPrefix || undefined });
  const spellings = [inputs.environments, place?.environments];
  const isOld = environments === undefined || spellings.some((names) => names && isSameSet(names, environments));
  return isOld ? live : { ...live, environments };
}

/** The arguments that a diff shows as changed. The server's name for an environment is no change. */
export function changedConnectionArguments(olds: ConnectionState, news: ConnectionInputs): ConnectionArgumentName[] {
  const { environments } = news;
  const server = olds.place?.environments;
  const isOtherSpelling =
    environments !== undefined &&
    server !== undefined &&
    !containsUnknown(environments) &&
    isSameSet(environments, server);
  const changed = changedArguments(connectionSpecs, olds, news);
  return isOtherSpelling ? changed.filter((name) => name !== "environments") : changed;
}

/** Whether one of these arguments is changed at Vercel, in place. */
export function changesInPlace(changed: readonly ConnectionArgumentName[]): boolean {
  return changed.some((name) => connectionSpecs[name].change === "in place");
}

export function inputsIn(state: ConnectionState): ConnectionInputs {
  return pick(state, connectionArgumentNames) as ConnectionInputs;
}

/** A connection for a message: store and project by name, and its id. */
export function formatConnection({ id, store, project }: Connection): string {
  return `${store.name ?? store.id} in ${project.name ?? project.projectId} (${id})`;
}

/** The connection of a state for a message. */
export function formatRecorded({ id, state }: RecordedConnection): string {
  const { place, storeId, projectId } = state;
  return `${place?.storeName ?? storeId} in ${place?.projectName ?? projectId} (${id})`;
}

/** A store for a message, by name and id. */
export function formatStore({ name, id }: Store): string {
  return name === undefined ? id : `${name} (${id})`;
}

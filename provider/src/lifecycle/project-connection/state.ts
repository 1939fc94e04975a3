// The state of a connection: the checked inputs under their own keys, and what the server says of it.
import {
  CONNECTION_STATE_VERSION,
  type ConnectionInputs,
  type ConnectionPlace,
  type ConnectionState,
} from "../../contract/project-connection";
import { connectionArgumentNames } from "../../contract/project-connection-arguments";
import type { Store } from "../../vercel/schemas";
import { type Found, sameEnvironments } from "./link";
import type { Reading } from "./variables";

/** Whether nothing is left to be done for the connection of this state. */
export function isSettled({ values }: ConnectionState): boolean {
  return values !== undefined;
}

/** The inputs that a state echoes. */
export function inputsOf(state: ConnectionState): ConnectionInputs {
  return Object.fromEntries(
    connectionArgumentNames.filter((name) => state[name] !== undefined).map((name) => [name, state[name]]),
  ) as unknown as ConnectionInputs;
}

/** A state of this version. Without a reading it is one that the next run has to finish. */
export function stateOf(inputs: ConnectionInputs, found: Found, reading?: Reading): ConnectionState {
  return {
    ...inputs,
    variableNames: namesOf(found),
    ...(reading === undefined ? {} : { values: reading.values, unreadable: reading.unreadable }),
    place: placeOf(found),
    stateVersion: CONNECTION_STATE_VERSION,
  };
}

/** Names of the variables that the project got, as far as the store tells them. */
export function namesOf({ link }: Found): string[] {
  return [...new Set(link.environmentVariables ?? [])].sort();
}

/** Inputs with the live environments where they were changed outside. The server's own spelling of them is no change. */
export function withLiveEnvironments(state: ConnectionState, found: Found): ConnectionInputs {
  // An import file says only which connection it is: the rest is taken from the server, once.
  const inputs = state.place === undefined ? { ...inputsFrom(found), ...inputsOf(state) } : inputsOf(state);
  const { environments } = found.link;
  if (!environments) return inputs;
  const known = [inputs.environments, state.place?.environments];
  const isKnown = known.some((told) => told !== undefined && sameEnvironments(told, environments));
  return isKnown ? inputs : { ...inputs, environments: [...environments] };
}

/** The inputs of a connection that is read for the first time: what a program would say to get it. */
export function inputsFrom({ store, link }: Found): ConnectionInputs {
  const teamId = teamOf(store);
  return {
    storeId: store.id,
    projectId: link.projectId,
    environments: [...(link.environments ?? [])],
    ...(link.envVarPrefix ? { envVarPrefix: link.envVarPrefix } : {}),
    ...(link.makeEnvVarsSensitive ? { sensitive: true } : {}),
    ...(teamId === undefined ? {} : { teamId }),
  };
}

/** How a person knows the connection: its store and its project by name. */
export function labelOf(found: Found): string {
  return `${found.store.name ?? found.store.id} in ${found.link.name ?? found.link.projectId}`;
}

export function labelIn({ place, storeId, projectId }: ConnectionState): string {
  return `${place?.storeName ?? storeId} in ${place?.projectName ?? projectId}`;
}

function placeOf({ store, link }: Found): ConnectionPlace {
  const teamId = teamOf(store);
  const installation = store.product?.integrationConfigurationId;
  return {
    ...(store.name ? { storeName: store.name } : {}),
    ...(link.name ? { projectName: link.name } : {}),
    ...(teamId === undefined ? {} : { teamId }),
    ...(installation === undefined ? {} : { integrationConfigurationId: installation }),
    ...(link.environments ? { environments: [...link.environments] } : {}),
  };
}

/** The team that owns a store; the stores of a person have none. */
function teamOf({ ownerId }: Store): string | undefined {
  return ownerId?.startsWith("team_") ? ownerId : undefined;
}

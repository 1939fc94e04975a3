// Connecting stores and projects: the documented route, the route with a prefix, the list, and disconnecting.
import type { Answer } from "../net/exchange.js";
import type { Project } from "../seed/projects.js";
import { connectionJson } from "../serializers/store.js";
import {
  type ConnectionSettings,
  changeConnection,
  connect,
  disconnect,
  removeDueVariables,
  settingsOf,
  showDueVariables,
  variablesOfConnection,
} from "../state/connections.js";
import { builtInEnvironments, indexOfUnknownEnvironment, targetsOverlap, toTargets } from "../state/environments.js";
import { findNameConflict } from "../state/variables.js";
import type { ConnectedProject, ServerState, StoredStore } from "../state/world.js";
import { ApiError, badRequest, notFound, unknownPath } from "./errors.js";
import { type Commit, ok, type TeamRequest } from "./handler.js";
import { type JsonSchema, requireValid } from "./json-schema.js";
import { listAnswer } from "./pages.js";
import { storeOfInstallation, storeOfTeam } from "./stores.js";

const environments: JsonSchema = { type: "array", minItems: 1, items: { type: "string" } };
const prefix: JsonSchema = { type: "string", pattern: "^[a-zA-Z][a-zA-Z0-9_]*$" };

const documentedSchema: JsonSchema = {
  type: "object",
  required: ["projectId"],
  additionalProperties: false,
  properties: {
    projectId: { type: "string" },
    envVarEnvironments: environments,
    makeEnvVarsSensitive: { type: "boolean" },
  },
};

const prefixSchema: JsonSchema = {
  type: "object",
  required: ["envVarEnvironments", "projectId"],
  additionalProperties: false,
  properties: {
    projectId: { type: "string" },
    envVarEnvironments: environments,
    type: { type: "string", enum: ["integration"] },
    envVarPrefix: prefix,
  },
};

const sensitivePrefixSchema: JsonSchema = {
  ...prefixSchema,
  properties: { ...(prefixSchema.properties as object), makeEnvVarsSensitive: { type: "boolean" } },
};

const changeSchema: JsonSchema = {
  type: "object",
  additionalProperties: false,
  properties: { envVarEnvironments: environments, envVarPrefix: { anyOf: [prefix, { type: "null" }] } },
};

interface ChangeBody {
  envVarEnvironments?: string[];
  envVarPrefix?: string | null;
}

interface ConnectBody {
  projectId: string;
  envVarEnvironments?: string[];
  makeEnvVarsSensitive?: boolean;
  envVarPrefix?: string;
}

/** The documented route: no prefix, and an empty answer. */
export function connectResource(request: TeamRequest, state: ServerState): Commit {
  const body = parseBody(request, documentedSchema);
  return connectWith(request, state, () => storeOfInstallation(request, state), body, { status: 201 });
}

/** The route of the official command line. Its answer beyond the status is unknown: clients read the list afterwards. */
export function connectStore(request: TeamRequest, state: ServerState): Commit {
  const { sensitiveWithPrefix } = state.behaviour;
  const body = parseBody(request, sensitiveWithPrefix === "allow" ? sensitivePrefixSchema : prefixSchema);
  const answer = state.behaviour.connectStatus === 201 ? { status: 201 } : ok({});
  return connectWith(request, state, () => storeOfTeam(request, state), body, answer);
}

export function listConnections(request: TeamRequest, state: ServerState): Commit {
  return () => {
    const { projectsMetadata } = showDueVariables(storeOfTeam(request, state), state.now());
    return listAnswer(state, request.query, "connections", projectsMetadata.map(connectionJson));
  };
}

/** Changes environments, prefix or both of a connection; `null` removes the prefix. */
export function patchConnection(request: TeamRequest, state: ServerState): Commit {
  const { changeConnection: rule } = state.behaviour;
  if (rule === 404) throw unknownPath();
  if (rule === 405) throw new ApiError(405, "method_not_allowed", "The method is not allowed");
  const [key] = Object.keys((request.body ?? {}) as object);
  if (rule === "additional-property" && key !== undefined)
    throw badRequest(`Invalid request: should NOT have additional property \`${key}\`.`);
  requireValid(changeSchema, request.body ?? {});
  const { envVarEnvironments, envVarPrefix } = request.body as ChangeBody;
  const validate = () => {
    const store = storeOfTeam(request, state);
    const connection = connectionOf(store, request);
    const project = findProject(request, state, connection.projectId);
    const old = settingsOf(connection);
    const settings: ConnectionSettings = {
      ...old,
      environments: envVarEnvironments ?? old.environments,
      prefix: envVarPrefix === undefined ? old.prefix : envVarPrefix,
    };
    validateEnvironments(project, settings);
    requireNoConflict(state, store, project, settings, connection);
    return { store, project, connection, settings };
  };
  validate();
  return () => {
    const { store, project, connection, settings } = validate();
    changeConnection(state, store, project, connection, settings);
    return ok(connectionJson(connection));
  };
}

export function deleteConnection(request: TeamRequest, state: ServerState): Commit {
  const findStore = () => {
    const store = storeOfTeam(request, state);
    connectionOf(store, request);
    return store;
  };
  return disconnectWith(state, findStore, request.params.connection);
}

export function deleteConnections(request: TeamRequest, state: ServerState): Commit {
  return disconnectWith(state, () => storeOfTeam(request, state));
}

/** Validates on arrival and again at the commit, since other requests may change the state in between. */
function connectWith(
  request: TeamRequest,
  state: ServerState,
  findStore: () => StoredStore,
  body: ConnectBody,
  answer: Answer,
): Commit {
  const settings: ConnectionSettings = {
    environments: body.envVarEnvironments ?? [...builtInEnvironments],
    prefix: body.envVarPrefix ?? null,
    sensitive: body.makeEnvVarsSensitive ?? false,
  };
  const validate = () => {
    const store = findStore();
    const project = findProject(request, state, body.projectId);
    requireServed(state, store, project);
    validateEnvironments(project, settings);
    requireNoConflict(state, store, project, settings);
    return { store, project };
  };
  validate();
  return () => {
    const { store, project } = validate();
    connect(state, store, project, settings, request.user.id);
    return answer;
  };
}

function disconnectWith(state: ServerState, findStore: () => StoredStore, connection?: string): Commit {
  findStore();
  return () => {
    disconnect(state, findStore(), connection);
    return state.behaviour.disconnectStatus === 204 ? { status: 204 } : ok({});
  };
}

function parseBody({ body }: TeamRequest, schema: JsonSchema): ConnectBody {
  requireValid(schema, body ?? {});
  return body as ConnectBody;
}

/** By id only. A project of another team gives the same error as one that does not exist. */
export function findProject({ team }: TeamRequest, { world }: ServerState, projectId: string): Project {
  const project = world.projects.find(({ id, teamId }) => id === projectId && teamId === team.id);
  if (!project) throw notFound("project", projectId);
  return project;
}

function connectionOf({ projectsMetadata }: StoredStore, { params }: TeamRequest): ConnectedProject {
  const connection = projectsMetadata.find(({ id }) => id === params.connection);
  if (!connection) throw notFound("connection", params.connection ?? "");
  return connection;
}

/** An installation may serve some projects of the team only. What the API answers for another one is unknown. */
function requireServed({ world, behaviour }: ServerState, store: StoredStore, project: Project): void {
  const installation = world.installations.find(({ id }) => id === store.integrationConfigurationId);
  if (installation?.projects?.includes(project.id) !== false) return;
  const codes = { 400: "bad_request", 403: "forbidden", 404: "not_found" } as const;
  const { unservedProject: status } = behaviour;
  throw new ApiError(status, codes[status], "The integration does not have access to the project");
}

function validateEnvironments(project: Project, { environments: names, sensitive }: ConnectionSettings): void {
  const unknown = indexOfUnknownEnvironment(project, names);
  if (unknown >= 0) throw badRequest(`envVarEnvironments[${unknown}] should be equal to one of the allowed values`);
  if (sensitive && names.includes("development"))
    throw badRequest("Sensitive environment variables cannot be created in the development environment");
}

function requireNoConflict(
  state: ServerState,
  store: StoredStore,
  project: Project,
  settings: ConnectionSettings,
  changed?: ConnectedProject,
): void {
  const connectedAlready = badRequest("This project is already connected to this store");
  const targets = toTargets(project, settings.environments);
  const isInTheWay = ({ environments }: ConnectedProject) =>
    state.behaviour.secondConnection === "reject" || targetsOverlap(toTargets(project, environments), targets);
  const others = store.projectsMetadata.filter(({ projectId, id }) => projectId === project.id && id !== changed?.id);
  if (others.some(isInTheWay)) throw connectedAlready;
  removeDueVariables(state);
  const added = variablesOfConnection(state, store, project, settings);
  const name = findNameConflict(state.world, project.id, added, changed?.id);
  const isRemoved = state.world.variables.some(({ key, lingersUntil }) => key === name && lingersUntil !== undefined);
  if (isRemoved && state.behaviour.connectTooEarly === "already-connected") throw connectedAlready;
  if (name !== undefined)
    throw badRequest(
      `This project already has an existing environment variable with name ${name} in one of the chosen environments`,
    );
}

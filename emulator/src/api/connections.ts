// Connecting stores and projects: the documented route, the route with a prefix, the list, and disconnecting.
import type { Answer } from "../net/exchange.js";
import type { Project } from "../seed/projects.js";
import { connectionJson } from "../serializers/store.js";
import {
  type ConnectionSettings,
  connect,
  disconnect,
  removeDueVariables,
  variablesOfConnection,
} from "../state/connections.js";
import { builtInEnvironments, indexOfUnknownEnvironment } from "../state/environments.js";
import { findNameConflict } from "../state/variables.js";
import type { ServerState, StoredStore } from "../state/world.js";
import { badRequest, notFound } from "./errors.js";
import { type Commit, ok, type TeamRequest } from "./handler.js";
import { type JsonSchema, requireValid } from "./json-schema.js";
import { listAnswer } from "./pages.js";
import { storeOfTeam } from "./stores.js";

const environments: JsonSchema = { type: "array", minItems: 1, items: { type: "string" } };

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
    envVarPrefix: { type: "string", pattern: "^[a-zA-Z][a-zA-Z0-9_]*$" },
  },
};

interface ConnectBody {
  projectId: string;
  envVarEnvironments?: string[];
  makeEnvVarsSensitive?: boolean;
  envVarPrefix?: string;
}

/** The documented route: no prefix, and an empty answer. */
export function connectResource(request: TeamRequest, state: ServerState): Commit {
  const body = parseBody(request, documentedSchema);
  const findStore = () => {
    const store = storeOfTeam(request, state);
    if (store.integrationConfigurationId !== request.params.installation) throw notFound("resource", store.id);
    return store;
  };
  return connectWith(request, state, findStore, body, { status: 201 });
}

/** The route of the official command line. Its answer beyond the status is unknown: clients read the list afterwards. */
export function connectStore(request: TeamRequest, state: ServerState): Commit {
  const body = parseBody(request, prefixSchema);
  const answer = state.behaviour.connectStatus === 201 ? { status: 201 } : ok({});
  return connectWith(request, state, () => storeOfTeam(request, state), body, answer);
}

export function listConnections(request: TeamRequest, state: ServerState): Commit {
  return () =>
    listAnswer(state, request.query, "connections", storeOfTeam(request, state).projectsMetadata.map(connectionJson));
}

export function deleteConnection(request: TeamRequest, state: ServerState): Commit {
  const { connection = "" } = request.params;
  const findStore = () => {
    const store = storeOfTeam(request, state);
    if (!store.projectsMetadata.some(({ id }) => id === connection)) throw notFound("connection", connection);
    return store;
  };
  return disconnectWith(state, findStore, connection);
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
function findProject({ team }: TeamRequest, { world }: ServerState, projectId: string): Project {
  const project = world.projects.find(({ id, teamId }) => id === projectId && teamId === team.id);
  if (!project) throw notFound("project", projectId);
  return project;
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
): void {
  const connectedAlready = badRequest("This project is already connected to this store");
  if (store.projectsMetadata.some(({ projectId }) => projectId === project.id)) throw connectedAlready;
  removeDueVariables(state);
  const name = findNameConflict(state.world, project.id, variablesOfConnection(state, store, project, settings));
  const isRemoved = state.world.variables.some(({ key, lingersUntil }) => key === name && lingersUntil !== undefined);
  if (isRemoved && state.behaviour.connectTooEarly === "already-connected") throw connectedAlready;
  if (name !== undefined)
    throw badRequest(
      `This project already has an existing environment variable with name ${name} in one of the chosen environments`,
    );
}

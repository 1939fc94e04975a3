// Connecting stores and projects: the documented route, the one with a prefix, the list, and the ways to disconnect.

import type { Answer } from "../net/exchange.js";
import type { Project } from "../seed/projects.js";
import { connectionJson } from "../serializers/connection.js";
import { broughtBy, connect, disconnect, type Wish } from "../state/connections.js";
import { builtInEnvironments, unknownEnvironment } from "../state/environments.js";
import { collision } from "../state/variables.js";
import type { StoredStore } from "../state/world.js";
import { badRequest, notFound } from "./errors.js";
import { type Commit, ok, type TeamCall } from "./handler.js";
import { firstError, type Schema } from "./json-schema.js";
import { storeOf } from "./stores.js";

const environments = { type: "array", minItems: 1, items: { type: "string" } } satisfies Schema;

const documentedSchema = {
  type: "object",
  required: ["projectId"],
  additionalProperties: false,
  properties: {
    projectId: { type: "string" },
    envVarEnvironments: environments,
    makeEnvVarsSensitive: { type: "boolean" },
  },
} satisfies Schema;

const prefixSchema = {
  type: "object",
  required: ["envVarEnvironments", "projectId"],
  additionalProperties: false,
  properties: {
    projectId: { type: "string" },
    envVarEnvironments: environments,
    type: { type: "string", enum: ["integration"] },
    envVarPrefix: { type: "string", pattern: "^[a-zA-Z][a-zA-Z0-9_]*$" },
  },
} satisfies Schema;

interface ConnectBody {
  projectId: string;
  envVarEnvironments?: string[];
  makeEnvVarsSensitive?: boolean;
  envVarPrefix?: string;
}

/** The documented route: no prefix, and nothing in its answer. */
export function connectResource(call: TeamCall): Commit {
  const body = parseBody(call, documentedSchema);
  const find = () => {
    const store = storeOf(call);
    if (store.integrationConfigurationId !== call.params.installation) throw notFound("resource", store.id);
    return store;
  };
  return connecting(call, find, body, { status: 201 });
}

/** The route of the official command line. What it answers beyond its status is not known: clients list afterwards. */
export function connectStore(call: TeamCall): Commit {
  const body = parseBody(call, prefixSchema);
  return connecting(call, () => storeOf(call), body, call.behaviour.connectStatus === 201 ? { status: 201 } : ok({}));
}

export function listConnections(call: TeamCall): Commit {
  return () => ok({ connections: storeOf(call).projectsMetadata.map(connectionJson) });
}

export function deleteConnection(call: TeamCall): Commit {
  const find = () => {
    const store = storeOf(call);
    if (!store.projectsMetadata.some(({ id }) => id === call.params.connection))
      throw notFound("connection", call.params.connection ?? "");
    return store;
  };
  find();
  return () => {
    disconnect(call.world, find(), call.params.connection);
    return disconnected(call);
  };
}

export function deleteConnections(call: TeamCall): Commit {
  storeOf(call);
  return () => {
    disconnect(call.world, storeOf(call));
    return disconnected(call);
  };
}

/** Everything is looked at twice: when the request comes, and when it is carried out, since others go on meanwhile. */
function connecting(call: TeamCall, findStore: () => StoredStore, body: ConnectBody, answer: Answer): Commit {
  const wish: Wish = {
    environments: body.envVarEnvironments ?? [...builtInEnvironments],
    prefix: body.envVarPrefix ?? null,
    sensitive: body.makeEnvVarsSensitive ?? false,
  };
  const check = () => {
    const store = findStore();
    const project = projectFor(call, body.projectId);
    checkEnvironments(project, wish);
    checkFree(call, store, project, wish);
    return { store, project };
  };
  check();
  return () => {
    const { store, project } = check();
    connect(call, store, project, wish, call.user.id);
    return answer;
  };
}

function parseBody({ body }: TeamCall, schema: Schema): ConnectBody {
  const message = firstError(schema, body ?? {});
  if (message !== undefined) throw badRequest(message);
  return body as ConnectBody;
}

/** By its id only; a project of another team is as unknown as one that does not exist. */
function projectFor({ world, team }: TeamCall, projectId: string): Project {
  const project = world.projects.find(({ id, teamId }) => id === projectId && teamId === team.id);
  if (!project) throw notFound("project", projectId);
  return project;
}

function checkEnvironments(project: Project, { environments: names, sensitive }: Wish): void {
  const unknown = unknownEnvironment(project, names);
  if (unknown >= 0) throw badRequest(`envVarEnvironments[${unknown}] should be equal to one of the allowed values`);
  if (sensitive && names.includes("development"))
    throw badRequest("Sensitive environment variables cannot be created in the development environment");
}

function checkFree(call: TeamCall, store: StoredStore, project: Project, wish: Wish): void {
  if (store.projectsMetadata.some(({ projectId }) => projectId === project.id))
    throw badRequest("This project is already connected to this store");
  const taken = collision(call.world, project.id, broughtBy(call, store, project, wish));
  if (taken !== undefined)
    throw badRequest(
      `This project already has an existing environment variable with name ${taken} in one of the chosen environments`,
    );
}

function disconnected({ behaviour }: TeamCall): Answer {
  return behaviour.disconnectStatus === 204 ? { status: 204 } : ok({});
}

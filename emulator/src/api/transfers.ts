// Transfers of projects between teams. The stores that are connected to a project move with it.
import { randomUUID } from "node:crypto";
import type { Project } from "../seed/projects.js";
import { isNameTaken, moveProject } from "../state/moves.js";
import type { ServerState, StoredStore, TransferRequest } from "../state/world.js";
import { ApiError, badRequest, notFound } from "./errors.js";
import { type Commit, ok, type TeamRequest } from "./handler.js";
import { type JsonSchema, requireValid } from "./json-schema.js";
import { projectOfTeam } from "./projects.js";

const validMilliseconds = 24 * 60 * 60 * 1000;

const requestSchema: JsonSchema = {
  type: "object",
  properties: { callbackUrl: { type: "string" }, callbackSecret: { type: "string" } },
};

const acceptSchema: JsonSchema = {
  type: "object",
  properties: {
    newProjectName: { type: "string", maxLength: 100 },
    paidFeatures: { type: "object" },
    acceptedPolicies: {
      type: "object",
      additionalProperties: { type: "object", required: ["eula", "privacy"] },
    },
  },
};

export function requestTransfer(request: TeamRequest, { world, now }: ServerState): Commit {
  requireValid(requestSchema, request.body ?? {});
  projectOfTeam(request, world);
  return () => {
    const code = randomUUID();
    world.transferRequests.push({ code, projectId: projectOfTeam(request, world).id, createdAt: now() });
    return ok({ code });
  };
}

/** The team of the request is the new one. */
export function acceptTransfer(request: TeamRequest, state: ServerState): Commit {
  const { world, now } = state;
  const { team } = request;
  requireValid(acceptSchema, request.body ?? {});
  const { newProjectName } = (request.body ?? {}) as { newProjectName?: string };
  const prepare = () => {
    const transfer = requireTransfer(request, state);
    const project = world.projects.find(({ id }) => id === transfer.projectId);
    if (!project) throw notFound("project", transfer.projectId);
    if (project.teamId === team.id) throw badRequest("The project belongs to the team already");
    const name = newProjectName ?? project.name;
    if (world.projects.some((other) => other.teamId === team.id && other.name === name))
      throw unprocessable(`A project with the name ${name} already exists`);
    return { transfer, project, name, ...connectedStores(request, state, project) };
  };
  prepare();
  return () => {
    const { transfer, project, name, movable, conflicting } = prepare();
    moveProject(state, project, team, { name, stores: movable });
    transfer.acceptedAt = now();
    return {
      status: 202,
      body: {
        transferredStoreIds: movable.map(({ id }) => id),
        resourceTransferErrors: conflicting.map((store) => ({ storeId: store.id, message: conflictMessage(store) })),
        partnerCalls: partnerCalls(movable),
      },
    };
  };
}

function requireTransfer({ params }: TeamRequest, { world, now }: ServerState): TransferRequest {
  const { code = "" } = params;
  const transfer = world.transferRequests.find((candidate) => candidate.code === code);
  if (!transfer) throw notFound("project transfer request", code);
  if (transfer.acceptedAt !== undefined || now() >= transfer.createdAt + validMilliseconds)
    throw new ApiError(410, "gone", "The project transfer request is not valid any more");
  return transfer;
}

/** Those that can move, and those whose names the new team has. */
function connectedStores({ team }: TeamRequest, state: ServerState, project: Project) {
  const connected = state.world.stores.filter(({ projectsMetadata }) =>
    projectsMetadata.some(({ projectId }) => projectId === project.id),
  );
  const conflicting = connected.filter((store) => isNameTaken(state, store, team));
  if (conflicting[0] && state.behaviour.transferConflict === "refuse")
    throw unprocessable(conflictMessage(conflicting[0]));
  return { movable: connected.filter((store) => !conflicting.includes(store)), conflicting };
}

/** One call for each installation that gets stores. The partner knows them by its own ids. */
function partnerCalls(stores: readonly StoredStore[]) {
  const installations = new Set(stores.map(({ integrationConfigurationId }) => integrationConfigurationId));
  return [...installations].map((installationId) => ({
    installationId,
    resourceIds: stores
      .filter(({ integrationConfigurationId }) => integrationConfigurationId === installationId)
      .map(({ externalResourceId }) => externalResourceId),
    result: { status: "fulfilled" },
  }));
}

function conflictMessage({ name }: StoredStore): string {
  return `The name of the store ${name} conflicts with an existing resource on the target team`;
}

function unprocessable(message: string): ApiError {
  return new ApiError(422, "unprocessable_entity", message);
}

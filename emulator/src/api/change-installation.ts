// Changing an installation: its plan, the projects that it serves, and uninstalling it.
import type { Answer } from "../net/exchange.js";
import { installationDetailJson } from "../serializers/installation.js";
import { removeInstallation } from "../state/installations.js";
import type { ServerState } from "../state/world.js";
import { findProject } from "./connections.js";
import { badRequest, forbidden } from "./errors.js";
import { type Commit, ok, type TeamRequest } from "./handler.js";
import { findInstallation } from "./installations.js";
import { type JsonSchema, requireValid } from "./json-schema.js";
import { choosePlan } from "./plans.js";
import { projectOfTeam } from "./projects.js";

const planSchema: JsonSchema = {
  type: "object",
  required: ["billingPlanId"],
  additionalProperties: false,
  properties: { billingPlanId: { type: "string" }, authorizationId: { type: "string" } },
};

const projectsSchema: JsonSchema = {
  type: "object",
  required: ["projects"],
  additionalProperties: false,
  properties: {
    projects: {
      oneOf: [
        { type: "string", enum: ["all"] },
        { type: "array", items: { type: "string" } },
      ],
    },
  },
};

const accessSchema: JsonSchema = {
  type: "object",
  required: ["allowed"],
  additionalProperties: false,
  properties: { allowed: { type: "boolean" } },
};

/** Either the plan or the projects: the official client never sends both. */
export function changeInstallation(request: TeamRequest, state: ServerState): Commit {
  const body = (request.body ?? {}) as { billingPlanId?: string; projects?: "all" | string[] };
  const { billingPlanId, projects } = body;
  requireValid(projects === undefined ? planSchema : projectsSchema, body);
  return projects === undefined
    ? changePlan(request, state, billingPlanId ?? "")
    : changeProjects(request, state, projects);
}

function changePlan(request: TeamRequest, state: ServerState, billingPlanId: string): Commit {
  const { world } = state;
  const installation = findInstallation(request, world);
  const partner = world.partners.find(({ id }) => id === installation.integrationId);
  const product = partner?.products.find(({ plans }) =>
    plans.some(({ id, scope }) => id === billingPlanId && scope === "installation"),
  );
  if (!product) throw badRequest(`Billing plan ${billingPlanId} is not a plan of the installation`);
  const plan = choosePlan(product, {}, { billingPlanId, team: request.team, installation });
  return () => {
    const changed = findInstallation(request, world);
    changed.billingPlanId = plan.id;
    const stores = world.stores.filter(
      ({ integrationConfigurationId: id, billingPlan }) => id === changed.id && billingPlan.scope === "installation",
    );
    for (const store of stores) store.billingPlan = structuredClone(plan);
    return ok(installationDetailJson(state, changed));
  };
}

/** Existing connections stay, also those of a project that is not served any more. */
function changeProjects(request: TeamRequest, state: ServerState, projects: "all" | string[]): Commit {
  findInstallation(request, state.world);
  if (projects !== "all") for (const id of projects) findProject(request, state, id);
  return () => {
    const installation = findInstallation(request, state.world);
    if (projects === "all") delete installation.projects;
    else installation.projects = [...projects];
    return ok(installationDetailJson(state, installation));
  };
}

export function readProjectAccess(request: TeamRequest, { world }: ServerState): Commit {
  return () => {
    const { projects } = findInstallation(request, world);
    const { id } = projectOfTeam(request, world);
    return ok({ allowed: projects === undefined || projects.includes(id) });
  };
}

/** Without access for one project, an installation that served all serves the others. */
export function changeProjectAccess(request: TeamRequest, { world }: ServerState): Commit {
  requireValid(accessSchema, request.body ?? {});
  const { allowed } = request.body as { allowed: boolean };
  findInstallation(request, world);
  const { id } = projectOfTeam(request, world);
  return () => {
    const installation = findInstallation(request, world);
    const ofTeam = world.projects.filter(({ teamId }) => teamId === request.team.id).map((project) => project.id);
    const others = (installation.projects ?? ofTeam).filter((project) => project !== id);
    if (!allowed) installation.projects = others;
    else if (installation.projects) installation.projects = [...others, id];
    return ok({ allowed });
  };
}

/** The answer of the documented route. */
export function deleteInstallation(request: TeamRequest, state: ServerState): Commit {
  return removeWith({ status: 204 }, request, state);
}

/** The answer of the official client's route. */
export function uninstall(request: TeamRequest, state: ServerState): Commit {
  return removeWith(ok({}), request, state);
}

function removeWith(answer: Answer, request: TeamRequest, { world }: ServerState): Commit {
  findInstallation(request, world);
  return () => {
    const { id } = findInstallation(request, world);
    if (world.stores.some(({ integrationConfigurationId }) => integrationConfigurationId === id))
      throw forbidden("Cannot uninstall integration with resources");
    removeInstallation(world, id);
    return answer;
  };
}

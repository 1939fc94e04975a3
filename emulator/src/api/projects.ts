// Projects, their custom environments, and the three routes that read variables.
import type { Project } from "../seed/projects.js";
import { customEnvironmentsJson, projectJson, variableJson } from "../serializers/project.js";
import { visibleVariables } from "../state/connections.js";
import { findCustomEnvironment, isBuiltIn, type Targets, toTargets } from "../state/environments.js";
import { variableValue } from "../state/variables.js";
import type { ServerState, StoredVariable, World } from "../state/world.js";
import { badRequest, forbidden, notFound } from "./errors.js";
import { type Commit, ok, type TeamRequest } from "./handler.js";
import { listAnswer, pageOf } from "./pages.js";

export function readProject(request: TeamRequest, { world }: ServerState): Commit {
  return () => ok(projectJson(projectOfTeam(request, world)));
}

/** As published, this list is in pages. */
export function listProjects({ team, query }: TeamRequest, { world, behaviour }: ServerState): Commit {
  return () => {
    const own = world.projects.filter(({ teamId }) => teamId === team.id).map(projectJson);
    const { page, pagination } = pageOf(own, query, behaviour.pageSize ?? 20);
    return ok({ projects: page, pagination });
  };
}

export function listCustomEnvironments(request: TeamRequest, state: ServerState): Commit {
  const rest = { accountLimit: { total: 12 } };
  return () => {
    const environments = customEnvironmentsJson(projectOfTeam(request, state.world));
    return listAnswer(state, request.query, "environments", environments, rest);
  };
}

/** Values are ciphertext, whatever the parameter `decrypt` is. The value of a sensitive variable is empty. */
export function listVariables(request: TeamRequest, state: ServerState): Commit {
  const { target } = request.query;
  const environment = request.query.customEnvironmentId ?? request.query.customEnvironmentSlug;
  return () => {
    const project = projectOfTeam(request, state.world);
    const id = environment === undefined ? undefined : (findCustomEnvironment(project, environment)?.id ?? "unknown");
    return listAnswer(
      state,
      request.query,
      "envs",
      visibleVariables(state, project.id, "all")
        .filter((variable) => target === undefined || variable.target.some((name) => name === target))
        .filter(({ customEnvironmentIds }) => id === undefined || customEnvironmentIds.includes(id))
        .map((variable) => ({
          ...variableJson(state.world, variable),
          decrypted: false,
          value: listedValue(state.world, variable),
          securityIssues: [],
        })),
    );
  };
}

/** The only documented route that returns a value. A sensitive variable has none. */
export function readVariable(request: TeamRequest, state: ServerState): Commit {
  const { id = "" } = request.params;
  if (state.behaviour.decryptById === 403)
    throw forbidden("You don't have permission to decrypt the environment variable");
  return () => {
    const project = projectOfTeam(request, state.world);
    const variable = visibleVariables(state, project.id, "one").find((candidate) => candidate.id === id);
    if (!variable) throw notFound("environment variable", id);
    const json = variableJson(state.world, variable);
    return ok(
      variable.type === "sensitive"
        ? { ...json, decrypted: false }
        : { ...json, decrypted: true, value: variableValue(state.world, variable) },
    );
  };
}

/** All variables of one environment, as for a deployment. The value of a sensitive variable is empty. */
export function pullVariables(request: TeamRequest, state: ServerState): Commit {
  const { target = "" } = request.params;
  if (state.behaviour.envPull === 403) throw forbidden("You don't have permission to pull the environment variables");
  const findProject = () => {
    const project = projectOfTeam(request, state.world, "id");
    if (!isBuiltIn(target) && !findCustomEnvironment(project, target))
      throw badRequest("target should be equal to one of the allowed values");
    return project;
  };
  findProject();
  return () => {
    const project = findProject();
    const targets = toTargets(project, [target]);
    const env = Object.fromEntries(
      visibleVariables(state, project.id, "all")
        .filter((variable) => includesTargets(variable, targets))
        .map((variable) => [variable.key, variable.type === "sensitive" ? "" : variableValue(state.world, variable)]),
    );
    return ok({ env, buildEnv: env });
  };
}

function listedValue(world: World, variable: StoredVariable): string {
  if (variable.type === "sensitive") return "";
  return variable.type === "plain" ? variableValue(world, variable) : variable.ciphertext;
}

function includesTargets(variable: Targets, { target, customEnvironmentIds }: Targets): boolean {
  return (
    target.every((name) => variable.target.includes(name)) &&
    customEnvironmentIds.every((id) => variable.customEnvironmentIds.includes(id))
  );
}

/** The project in the path, if it belongs to the team. */
export function projectOfTeam(
  { team, params }: TeamRequest,
  world: World,
  by: "id" | "id or name" = "id or name",
): Project {
  const { project: idOrName = "" } = params;
  const project = world.projects.find(
    ({ id, name, teamId }) => teamId === team.id && (id === idOrName || (by === "id or name" && name === idOrName)),
  );
  if (!project) throw notFound("project", idOrName);
  return project;
}

// Projects, their environments, and the ways to read their variables: as ciphertext, one by its id, all of a target.
import type { Project } from "../seed/projects.js";
import { customEnvironmentsJson, projectJson, variableJson } from "../serializers/project.js";
import { visibleVariables } from "../state/connections.js";
import { customEnvironment, isBuiltIn, type Targets, targetsOf } from "../state/environments.js";
import type { StoredVariable } from "../state/world.js";
import { badRequest, forbidden, notFound } from "./errors.js";
import { type Commit, ok, type TeamCall } from "./handler.js";

export function readProject(call: TeamCall): Commit {
  return () => ok(projectJson(projectOf(call)));
}

export function listCustomEnvironments(call: TeamCall): Commit {
  return () => ok({ accountLimit: { total: 12 }, environments: customEnvironmentsJson(projectOf(call)) });
}

/** Values are ciphertext, whatever `decrypt` says; a sensitive one is empty. */
export function listVariables(call: TeamCall): Commit {
  const { customEnvironmentId, customEnvironmentSlug } = call.query;
  const wanted = customEnvironmentId ?? customEnvironmentSlug;
  return () => {
    const project = projectOf(call);
    const id = wanted === undefined ? undefined : (customEnvironment(project, wanted)?.id ?? "unknown");
    return ok({
      envs: visibleVariables(call, project.id, "all")
        .filter(({ customEnvironmentIds }) => id === undefined || customEnvironmentIds.includes(id))
        .map((variable) => ({
          ...variableJson(call.world, variable),
          decrypted: false,
          value: listedValue(call, variable),
          securityIssues: [],
        })),
    });
  };
}

/** The one documented way to a value. A sensitive variable has none. */
export function readVariable(call: TeamCall): Commit {
  if (call.behaviour.decryptById === 403)
    throw forbidden("You don't have permission to decrypt the environment variable");
  return () => {
    const project = projectOf(call);
    const variable = visibleVariables(call, project.id, "one").find(({ id }) => id === call.params.id);
    if (!variable) throw notFound("environment variable", call.params.id ?? "");
    const json = variableJson(call.world, variable);
    return ok(
      variable.type === "sensitive"
        ? { ...json, decrypted: false }
        : { ...json, decrypted: true, value: call.projects.valueOf(variable) },
    );
  };
}

/** All variables of one environment, as a deployment would get them; a sensitive one is empty. */
export function pullVariables(call: TeamCall): Commit {
  if (call.behaviour.envPull === 403) throw forbidden("You don't have permission to pull the environment variables");
  const { target = "" } = call.params;
  const find = () => {
    const project = projectOf(call, "id");
    if (!isBuiltIn(target) && !customEnvironment(project, target))
      throw badRequest("target should be equal to one of the allowed values");
    return project;
  };
  find();
  return () => {
    const project = find();
    const wanted = targetsOf(project, [target]);
    const env = Object.fromEntries(
      visibleVariables(call, project.id, "all")
        .filter((variable) => covers(variable, wanted))
        .map((variable) => [variable.key, variable.type === "sensitive" ? "" : call.projects.valueOf(variable)]),
    );
    return ok({ env, buildEnv: env });
  };
}

function listedValue({ projects }: TeamCall, variable: StoredVariable): string {
  if (variable.type === "sensitive") return "";
  return variable.type === "plain" ? projects.valueOf(variable) : variable.ciphertext;
}

function covers(variable: Targets, { target, customEnvironmentIds }: Targets): boolean {
  return (
    target.every((name) => variable.target.includes(name)) &&
    customEnvironmentIds.every((id) => variable.customEnvironmentIds.includes(id))
  );
}

function projectOf({ world, team, params }: TeamCall, by: "id" | "id or name" = "id or name"): Project {
  const wanted = params.project ?? "";
  const project = world.projects.find(
    ({ id, name, teamId }) => teamId === team.id && (id === wanted || (by === "id or name" && name === wanted)),
  );
  if (!project) throw notFound("project", wanted);
  return project;
}

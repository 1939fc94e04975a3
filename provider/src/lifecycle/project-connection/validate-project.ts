// Validates what only Vercel knows: whether the project exists and has the given environments.
import { BUILT_IN_ENVIRONMENTS, type ConnectionInputs } from "../../contract/project-connection";
import { formatTeam } from "../../contract/team-reference";
import type { ValidationIssue } from "../../contract/validation-issue";
import { isUnknown } from "../../contract/values";
import type { CustomEnvironment } from "../../vercel/api/projects";
import type { Context } from "../core/context";

interface Subject {
  team: string | undefined;
  projectId: string;
  /** Given environments that not every project has. */
  custom: readonly string[];
}

/**
 * The issues of the project and its environments. Unknown values are not validated. Makes no request for a project that
 * is known to exist and environments that every project has. Throws if Vercel cannot be asked.
 */
export async function validateProject(
  context: Context,
  inputs: ConnectionInputs,
  { projectIsKnown = false } = {},
): Promise<ValidationIssue[]> {
  const { projectId, teamId } = inputs;
  if (isUnknown(projectId) || isUnknown(teamId)) return [];
  const custom = customEnvironmentsIn(inputs);
  if (projectIsKnown && custom.length === 0) return [];
  const session = context.session();
  const subject = { team: session.teamOf(teamId), projectId, custom };
  const issues = await validate(context, subject, Number.NEGATIVE_INFINITY);
  if (issues.length === 0) return [];
  // The same run may create the project and its environments, so an old response must not reject them.
  return validate(context, subject, session.stores.recently());
}

async function validate(context: Context, subject: Subject, notBefore: number): Promise<ValidationIssue[]> {
  const { projects } = context.session();
  const { team, projectId, custom } = subject;
  const project = await projects.get(team, projectId, notBefore);
  if (project === undefined) return [projectNotFound(subject)];
  if (project.id !== projectId) return [projectByName(projectId, project.id)];
  const embedded = project.customEnvironments ?? [];
  if (custom.every((name) => includes(embedded, name))) return [];
  // The project's response may lack some. If they cannot be listed, creation decides.
  const listed = await projects.customEnvironments(team, projectId, notBefore);
  if (listed === undefined) return [];
  const all = [...listed, ...embedded.filter(({ id }) => !includes(listed, id))];
  return custom
    .filter((name) => !includes(all, name))
    .map((name) => environmentNotFound(name, project.name ?? projectId, all));
}

function customEnvironmentsIn({ environments }: ConnectionInputs): string[] {
  const builtIn: readonly string[] = BUILT_IN_ENVIRONMENTS;
  // Unknown until it is known, and then a list.
  if (!Array.isArray(environments)) return [];
  return environments.filter((name) => !isUnknown(name) && !builtIn.includes(name));
}

function includes(environments: readonly CustomEnvironment[], name: string): boolean {
  return environments.some(({ id, slug }) => id === name || slug === name);
}

function projectNotFound({ team, projectId }: Subject): ValidationIssue {
  return {
    code: "project-not-found",
    path: "projectId",
    problem: `there is no project ${projectId} in ${formatTeam(team)}, or this token does not see it`,
    nextStep: "Set projectId to the id (prj_…) of a project of the store's team.",
  };
}

/** The API finds a project by its name too, but connects one by its id only. */
function projectByName(name: string, id: string): ValidationIssue {
  return {
    code: "argument-invalid",
    path: "projectId",
    problem: "must be the id of the project, not its name",
    nextStep: `The id of ${name} is ${id}.`,
  };
}

function environmentNotFound(name: string, project: string, custom: readonly CustomEnvironment[]): ValidationIssue {
  return {
    code: "environment-not-found",
    path: "environments",
    problem: `${JSON.stringify(name)} is not an environment of ${project}`,
    given: name,
    options: [...BUILT_IN_ENVIRONMENTS, ...custom.map(({ slug }) => slug)].map((value) => ({ value })),
    nextStep: "For an environment that the program itself creates, use its id.",
  };
}

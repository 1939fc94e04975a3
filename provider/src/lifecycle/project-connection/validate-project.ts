// What only Vercel knows of the arguments: whether the project is there, and has the environments that are named.
import { BUILT_IN_ENVIRONMENTS, type ConnectionInputs } from "../../contract/project-connection";
import { isUnknown } from "../../contract/unknown";
import type { Refusal } from "../../discovery/issue";
import type { CustomEnvironment } from "../../vercel/api/list-custom-environments";
import type { Context } from "../core/context";
import { teamName } from "./messages";

interface Question {
  team: string | undefined;
  projectId: string;
  /** Named environments that not every project has. */
  custom: readonly string[];
}

/**
 * What the project has against the connection; empty also where its values are not known yet. Asks nothing for a
 * project that is known to be there and environments that every project has. Throws where Vercel could not be asked.
 */
export async function checkProject(
  context: Context,
  inputs: ConnectionInputs,
  { projectIsKnown = false } = {},
): Promise<Refusal[]> {
  const { projectId, teamId } = inputs;
  if (isUnknown(projectId) || isUnknown(teamId)) return [];
  const custom = customIn(inputs);
  if (projectIsKnown && custom.length === 0) return [];
  const question = { team: teamId ?? context.session().account.team, projectId, custom };
  const refusals = await judge(context, question, 0);
  if (refusals.length === 0) return refusals;
  // A run may make a project and its environments: no refusal by what was learnt before that.
  return judge(context, question, context.clock.now() - context.timings.listMaxAgeSeconds * 1000);
}

async function judge(context: Context, question: Question, notBefore: number): Promise<Refusal[]> {
  const { connections } = context.session();
  const { team, projectId, custom } = question;
  const project = await connections.project(team, projectId, notBefore);
  if (project === undefined) return [noProject(question)];
  if (project.id !== projectId) return [nameOfProject(projectId, project.id)];
  const told = project.customEnvironments ?? [];
  if (custom.every((name) => isAmong(told, name))) return [];
  // The project's own word may be short of some; where the list is not offered, nobody can say.
  const listed = await connections.customEnvironments(team, projectId, notBefore);
  if (listed === undefined) return [];
  const all = [...listed, ...told.filter(({ id }) => listed.every((one) => one.id !== id))];
  return custom
    .filter((name) => !isAmong(all, name))
    .map((name) => noEnvironment(name, project.name ?? projectId, all));
}

function customIn({ environments }: ConnectionInputs): string[] {
  const builtIn: readonly string[] = BUILT_IN_ENVIRONMENTS;
  if (!Array.isArray(environments)) return [];
  return environments.filter((name) => !isUnknown(name) && !builtIn.includes(name));
}

function isAmong(environments: readonly CustomEnvironment[], name: string): boolean {
  return environments.some(({ id, slug }) => id === name || slug === name);
}

function noProject({ team, projectId }: Question): Refusal {
  return {
    path: "projectId",
    problem: `there is no project ${projectId} in ${teamName(team)}, or this token does not see it`,
    next: "Set projectId to the id (prj_…) of a project of the store's own team.",
  };
}

/** The API finds a project by its name too, but connects one by its id only. */
function nameOfProject(name: string, id: string): Refusal {
  return {
    path: "projectId",
    problem: "must be the id of the project, not its name",
    next: `The id of ${name} is ${id}.`,
  };
}

function noEnvironment(name: string, project: string, custom: readonly CustomEnvironment[]): Refusal {
  return {
    path: "environments",
    problem: `${JSON.stringify(name)} is not an environment of ${project}`,
    given: name,
    options: [...BUILT_IN_ENVIRONMENTS, ...custom.map(({ slug }) => slug)].map((value) => ({ value })),
    next: "Name one that the program itself makes by its id.",
  };
}

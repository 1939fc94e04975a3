// The environments of a project: production, preview, development, and custom ones, by slug or by id.
import type { CustomEnvironment, Project } from "../seed/projects.js";

export const builtInEnvironments = ["production", "preview", "development"] as const;
export type BuiltInEnvironment = (typeof builtInEnvironments)[number];

/** Environments as a variable stores them. */
export interface Targets {
  target: BuiltInEnvironment[];
  customEnvironmentIds: string[];
}

export function isBuiltIn(name: string): name is BuiltInEnvironment {
  return (builtInEnvironments as readonly string[]).includes(name);
}

export function findCustomEnvironment(project: Project, idOrSlug: string): CustomEnvironment | undefined {
  return project.customEnvironments.find(({ id, slug }) => id === idOrSlug || slug === idOrSlug);
}

/** The index of the first environment that the project does not have, or -1. */
export function indexOfUnknownEnvironment(project: Project, names: readonly string[]): number {
  return names.findIndex((name) => !isBuiltIn(name) && !findCustomEnvironment(project, name));
}

/** Without duplicates: an environment may be given by slug and by id. */
export function toTargets(project: Project, names: readonly string[]): Targets {
  const custom = names.map((name) => findCustomEnvironment(project, name)?.id).filter((id) => id !== undefined);
  return { target: [...new Set(names.filter(isBuiltIn))], customEnvironmentIds: [...new Set(custom)] };
}

export function targetsOverlap(one: Targets, other: Targets): boolean {
  return (
    one.target.some((name) => other.target.includes(name)) ||
    one.customEnvironmentIds.some((id) => other.customEnvironmentIds.includes(id))
  );
}

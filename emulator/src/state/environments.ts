// The environments of a project: three that every project has, and its own, by slug or by id.
import type { CustomEnvironment, Project } from "../seed/projects.js";

export const builtInEnvironments = ["production", "preview", "development"] as const;
export type BuiltInEnvironment = (typeof builtInEnvironments)[number];

/** Environments in the form that a variable's record has them. */
export interface Targets {
  target: BuiltInEnvironment[];
  customEnvironmentIds: string[];
}

export function isBuiltIn(name: string): name is BuiltInEnvironment {
  return (builtInEnvironments as readonly string[]).includes(name);
}

export function customEnvironment(project: Project, idOrSlug: string): CustomEnvironment | undefined {
  return project.customEnvironments.find(({ id, slug }) => id === idOrSlug || slug === idOrSlug);
}

/** The position of the first environment that the project does not have, or -1. */
export function unknownEnvironment(project: Project, names: readonly string[]): number {
  return names.findIndex((name) => !isBuiltIn(name) && !customEnvironment(project, name));
}

/** An environment that is named twice, be it by slug and by id, counts once. */
export function targetsOf(project: Project, names: readonly string[]): Targets {
  const custom = names.map((name) => customEnvironment(project, name)?.id).filter((id) => id !== undefined);
  return { target: [...new Set(names.filter(isBuiltIn))], customEnvironmentIds: [...new Set(custom)] };
}

export function meet(one: Targets, other: Targets): boolean {
  return (
    one.target.some((name) => other.target.includes(name)) ||
    one.customEnvironmentIds.some((id) => other.customEnvironmentIds.includes(id))
  );
}

// A connection as its store tells it, and whether it is the one that a program describes.
import type { ConnectionInputs } from "../../contract/project-connection";
import type { ConnectedProject, Store } from "../../vercel/schemas";

/** A connected project with the id of its connection. */
export type Link = ConnectedProject & { id: string };

/** A connection, and its store at the moment in which it was seen. */
export interface Found {
  store: Store;
  link: Link;
}

export function linksOf({ projectsMetadata }: Store): Link[] {
  return (projectsMetadata ?? []).filter((project): project is Link => project.id !== undefined && project.id !== "");
}

/** A project is connected to a store once, or not at all. */
export function linkTo(store: Store, projectId: string): Link | undefined {
  return linksOf(store).find((link) => link.projectId === projectId);
}

/** What is different between a connection that exists and the one that a program describes; empty for the same. */
export function differences(link: Link, inputs: ConnectionInputs): string[] {
  const { environments = [], envVarPrefix, sensitive = false } = inputs;
  const live = link.environments ?? [];
  const isSensitive = link.makeEnvVarsSensitive === true;
  return [
    ...(sameEnvironments(live, environments) ? [] : [`environments ${listed(live)}, not ${listed(environments)}`]),
    ...(samePrefix(link.envVarPrefix, envVarPrefix)
      ? []
      : [`prefix ${link.envVarPrefix || "none"}, not ${envVarPrefix ?? "none"}`]),
    ...(isSensitive === sensitive ? [] : [`${kind(isSensitive)} variables, not ${kind(sensitive)} ones`]),
  ];
}

/** Their order means nothing. */
export function sameEnvironments(a: readonly string[], b: readonly string[]): boolean {
  const [left, right] = [new Set(a), new Set(b)];
  return left.size === right.size && [...left].every((environment) => right.has(environment));
}

/** A prefix is seen stored without the underscore that it was given with. */
function samePrefix(a: string | null | undefined, b: string | null | undefined): boolean {
  return bare(a) === bare(b);
}

function bare(prefix: string | null | undefined): string {
  return (prefix ?? "").replace(/_+$/, "");
}

function listed(environments: readonly string[]): string {
  return environments.length === 0 ? "none" : environments.join(", ");
}

function kind(sensitive: boolean): string {
  return sensitive ? "sensitive" : "readable";
}

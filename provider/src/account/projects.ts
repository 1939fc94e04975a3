// The projects of a team: their environments and variables, shared by the connections of one process.
import type { ApiClient } from "../vercel/api/client";
import {
  type CustomEnvironment,
  getProject,
  listCustomEnvironments,
  listVariables,
  type Project,
  pullEnvironment,
  type Variable,
} from "../vercel/api/projects";
import type { Clock } from "../vercel/clock";
import { type FailureKind, VercelError } from "../vercel/errors";
import { Cache } from "./cache";

/** In every method, a request that was sent before `notBefore` (monotonic clock) is too old. */
export class Projects {
  private readonly projects: Cache<Project | undefined>;
  private readonly customEnvironmentLists: Cache<CustomEnvironment[] | undefined>;
  private readonly variableLists: Cache<Variable[]>;
  private readonly pulled: Cache<Record<string, unknown>>;

  constructor(
    private readonly api: (team: string | undefined) => ApiClient,
    clock: Clock,
  ) {
    this.projects = new Cache(clock);
    this.customEnvironmentLists = new Cache(clock);
    this.variableLists = new Cache(clock);
    this.pulled = new Cache(clock);
  }

  /** The project, or undefined if the team has none of this id or name. */
  get(team: string | undefined, idOrName: string, notBefore: number): Promise<Project | undefined> {
    return this.projects.get(key(team, idOrName), { notBefore }, () =>
      unless(["not found", "gone"], getProject(this.api(team), idOrName)),
    );
  }

  /** The custom environments of a project, or undefined if the token may not list them or the plan has none. */
  customEnvironments(
    team: string | undefined,
    projectId: string,
    notBefore: number,
  ): Promise<CustomEnvironment[] | undefined> {
    return this.customEnvironmentLists.get(key(team, projectId), { notBefore }, () =>
      unless(["forbidden", "not found", "gone"], listCustomEnvironments(this.api(team), projectId)),
    );
  }

  /** All variables of a project, without their values. */
  variables(team: string | undefined, projectId: string, notBefore: number): Promise<Variable[]> {
    return this.variableLists.get(key(team, projectId), { notBefore }, () => listVariables(this.api(team), projectId));
  }

  /** The values of all variables of one environment, by name. */
  pull(
    team: string | undefined,
    projectId: string,
    environment: string,
    notBefore: number,
  ): Promise<Record<string, unknown>> {
    return this.pulled.get(key(team, projectId, environment), { notBefore }, () =>
      pullEnvironment(this.api(team), projectId, environment),
    );
  }
}

function key(team: string | undefined, ...ids: string[]): string {
  return JSON.stringify([team ?? "", ...ids]);
}

/** A failure of one of these kinds is a response of its own, which concurrent callers share. */
async function unless<Value>(kinds: readonly FailureKind[], response: Promise<Value>): Promise<Value | undefined> {
  try {
    return await response;
  } catch (error) {
    if (VercelError.isInstance(error) && kinds.includes(error.kind)) return undefined;
    throw error;
  }
}

// What the connections of one account share: looks at their stores and projects, and one act at a time on a store.

import { type CustomEnvironment, listCustomEnvironments } from "../vercel/api/list-custom-environments";
import { listVariables, type Variable } from "../vercel/api/list-variables";
import { getProject, type Project } from "../vercel/api/projects";
import { pullEnvironment } from "../vercel/api/pull-environment";
import { getStore } from "../vercel/api/stores";
import type { Clock } from "../vercel/clock";
import { VercelError } from "../vercel/errors";
import type { Store } from "../vercel/schemas";
import type { Transport } from "../vercel/transport";
import { Recent } from "./cache";
import { Turns } from "./keyed-mutex";

/** Every look takes the moment, by our clock, before which an answer is too old. */
export class Connections {
  private readonly stores: Recent<Store>;
  private readonly environments: Recent<Record<string, unknown>>;
  private readonly variablesOf: Recent<Variable[]>;
  private readonly projects: Recent<Project | undefined>;
  private readonly customOf: Recent<CustomEnvironment[] | undefined>;
  private readonly turns = new Turns();

  constructor(
    private readonly transport: Transport,
    clock: Clock,
  ) {
    this.stores = new Recent(clock);
    this.environments = new Recent(clock);
    this.variablesOf = new Recent(clock);
    this.projects = new Recent(clock);
    this.customOf = new Recent(clock);
  }

  /** The store with all its connections. */
  store(team: string | undefined, id: string, notBefore: number): Promise<Store> {
    return this.stores.get(key(team, id), notBefore, () => getStore(this.transport, team, id));
  }

  /** All variables of one environment of a project, by name. */
  environment(
    team: string | undefined,
    projectId: string,
    environment: string,
    notBefore: number,
  ): Promise<Record<string, unknown>> {
    return this.environments.get(key(team, projectId, environment), notBefore, () =>
      pullEnvironment(this.transport, team, projectId, environment),
    );
  }

  /** All variables of a project, without their values. */
  variables(team: string | undefined, projectId: string, notBefore: number): Promise<Variable[]> {
    return this.variablesOf.get(key(team, projectId), notBefore, () => listVariables(this.transport, team, projectId));
  }

  /** The project, or undefined where there is none: that is an answer too, which all who ask can share. */
  project(team: string | undefined, idOrName: string, notBefore: number): Promise<Project | undefined> {
    return this.projects.get(key(team, idOrName), notBefore, () =>
      getProject(this.transport, team, idOrName).catch((error) => {
        if (answers(error, 404, 410)) return undefined;
        throw error;
      }),
    );
  }

  /** The environments of a project's own, or undefined where this token is not told, or the plan has none. */
  customEnvironments(
    team: string | undefined,
    projectId: string,
    notBefore: number,
  ): Promise<CustomEnvironment[] | undefined> {
    return this.customOf.get(key(team, projectId), notBefore, () =>
      listCustomEnvironments(this.transport, team, projectId).catch((error) => {
        if (answers(error, 403, 404, 410)) return undefined;
        throw error;
      }),
    );
  }

  /** The API is not known to bear two acts on the connections of one store at a time. */
  inTurn<Result>(storeId: string, act: () => Promise<Result>): Promise<Result> {
    return this.turns.take(storeId, act);
  }
}

function key(team: string | undefined, ...ids: string[]): string {
  return JSON.stringify([team ?? "", ...ids]);
}

function answers(error: unknown, ...statuses: number[]): boolean {
  return VercelError.isInstance(error) && error.status !== undefined && statuses.includes(error.status);
}

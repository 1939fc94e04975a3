// ProjectConnection: a store that is connected to a Vercel project, as a resource of a program.
import * as pulumi from "@pulumi/pulumi";
import { CONNECTION_SECRET_OUTPUTS } from "../contract/project-connection";
import { connectionArgumentNames } from "../contract/project-connection-arguments";
import { connectionOutputNames } from "../contract/project-connection-outputs";
import { PROJECT_CONNECTION_TYPE, PROVIDER_KEY, providerText } from "../contract/resource-types";

/** The arguments of a {@link ProjectConnection}. A change of any of them replaces the connection: the API changes none. */
export interface ProjectConnectionArgs {
  /**
   * The store: `db.id` of an `IntegrationStore`, or the id of a store that is not of this program.
   * API: `resourceId` of `POST /v1/integrations/installations/{installation}/resources/{resourceId}/connections`.
   */
  storeId: pulumi.Input<string>;
  /**
   * The project: its id (`prj_…`), such as `project.id` of the community provider. It has to be of the store's team,
   * and can be connected to one store once.
   * API: `projectId`.
   */
  projectId: pulumi.Input<string>;
  /**
   * The environments that get the variables: `production`, `preview`, `development`, and custom environments by slug or
   * id (`env_…`). Default: those three; with `sensitive`, `production` and `preview`. Their order does not count.
   * API: `envVarEnvironments`.
   */
  environments?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * What the names of the variables begin with: letters, digits and `_`, a letter first. Default: none. Vercel decides
   * how it joins the names; `variableNames` tells them.
   * API: `envVarPrefix` of `POST /v1/storage/stores/{id}/connections`.
   */
  envVarPrefix?: pulumi.Input<string>;
  /**
   * Whether only deployments can read the variables. Default: false. Their values are then in no output: see
   * `unreadable`. Refused at preview with the environment `development`, and with a prefix.
   * API: `makeEnvVarsSensitive`.
   */
  sensitive?: pulumi.Input<boolean>;
  /**
   * The store's team: `team_…`, or its slug. Default: the account's team. Slug and id of one team are equal.
   * API: `teamId` and `slug` of every request.
   */
  teamId?: pulumi.Input<string>;
}

/**
 * A store connected to a Vercel project: the project's deployments get the store's variables, and so does the program.
 *
 * A deployment sees new variables from its next build on.
 *
 * @example
 * const link = new ProjectConnection("web-db", { storeId: db.id, projectId: web.id });
 * export const databaseUrl = link.values.apply((values) => values.DATABASE_URL);
 */
export class ProjectConnection extends pulumi.CustomResource {
  declare readonly storeId: pulumi.Output<string>;
  declare readonly projectId: pulumi.Output<string>;
  /** The environments that get the variables. */
  declare readonly environments: pulumi.Output<string[]>;
  declare readonly envVarPrefix: pulumi.Output<string | undefined>;
  declare readonly sensitive: pulumi.Output<boolean | undefined>;
  /** The team, as the program names it. */
  declare readonly teamId: pulumi.Output<string | undefined>;
  /** Names of the variables that the project got, sorted. */
  declare readonly variableNames: pulumi.Output<string[]>;
  /** Values of the variables by name, as a secret: all that Vercel hands out. What it does not is in `unreadable`. */
  declare readonly values: pulumi.Output<Record<string, string>>;
  /**
   * Names of the variables that are not in `values`, sorted: sensitive ones, which only deployments can read, and those
   * that the token may not read. A warning tells them when the connection is made.
   */
  declare readonly unreadable: pulumi.Output<string[]>;

  /**
   * Looks up a connection that exists, without managing it. Fails when there is none of that id in the account's team.
   *
   * The API knows a connection only by its store, so the team's stores are looked through for it: one request where
   * their list tells the projects, else one for each Marketplace store of the team, at every run.
   *
   * @param id The connection's id, such as `spc_…`.
   */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): ProjectConnection {
    return new ProjectConnection(name, undefined, { ...opts, id });
  }

  /** Whether a value is a ProjectConnection, also of another installed copy of this package. */
  static override isInstance(value: unknown): value is ProjectConnection {
    if (typeof value !== "object" || value === null) return false;
    return (value as { __pulumiType?: unknown }).__pulumiType === PROJECT_CONNECTION_TYPE;
  }

  constructor(name: string, args: ProjectConnectionArgs | undefined, opts: pulumi.CustomResourceOptions = {}) {
    const props: pulumi.Inputs = { ...outputs, ...args, [PROVIDER_KEY]: providerText("projectConnection") };
    super(PROJECT_CONNECTION_TYPE, name, props, {
      // A project is connected to a store once: the new connection would meet the old one.
      deleteBeforeReplace: true,
      ...opts,
      additionalSecretOutputs: [...CONNECTION_SECRET_OUTPUTS, ...(opts.additionalSecretOutputs ?? [])],
    });
  }
}

/** An output exists in a program only where the constructor sends its key. */
const outputs: Readonly<Record<string, undefined>> = Object.fromEntries(
  [...connectionArgumentNames, ...connectionOutputNames].map((key) => [key, undefined]),
);

// ProjectConnection: a store that is connected to a Vercel project, as a resource of a program.
import * as pulumi from "@pulumi/pulumi";
import {
  CONNECTION_SECRET_OUTPUTS,
  type ConnectionArguments,
  type ConnectionOutputs,
  connectionArgumentNames,
  connectionOutputNames,
} from "../contract/project-connection";
import { PROJECT_CONNECTION_TYPE, PROVIDER_KEY } from "../contract/resource-types";
import { rejectOptions, requireId } from "./options";
import type { Inputs, Outputs } from "./property-types";
import { programLookup } from "./provider-lookup";
import { limitStackFrames } from "./stack-frames";

/** The arguments of a {@link ProjectConnection}. */
export interface ProjectConnectionArgs extends Inputs<ConnectionArguments> {}

/** The outputs of a {@link ProjectConnection}. Declared once, in the contract; the class below has their values. */
export interface ProjectConnection extends Outputs<ConnectionOutputs> {}

/**
 * A store connected to a Vercel project: the project's deployments get the store's variables, and so does the program.
 *
 * Deployments see new variables from the next build on.
 *
 * @example
 * const link = new ProjectConnection("web-db", { storeId: db.id, projectId: web.id });
 * export const databaseUrl = link.values.apply((values) => values.DATABASE_URL);
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the constructor sends a key for every output of the interface.
export class ProjectConnection extends pulumi.CustomResource {
  /**
   * Reads an existing connection without managing it. Fails if the account's team has no connection of this id.
   *
   * The API has no route for a single connection, so the team's stores are searched at every run: one request if their
   * list contains the projects, else one for each Marketplace store of the team.
   *
   * @param id The connection's id, such as `spc_…`.
   */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): ProjectConnection {
    requireId(`ProjectConnection ${name}`, id, "connection (spc_…)");
    return new ProjectConnection(name, undefined, { ...opts, id });
  }

  /** Whether a value is a ProjectConnection, also of another installed copy of this package. */
  static override isInstance(value: unknown): value is ProjectConnection {
    if (typeof value !== "object" || value === null) return false;
    return (value as { __pulumiType?: unknown }).__pulumiType === PROJECT_CONNECTION_TYPE;
  }

  constructor(name: string, args: ProjectConnectionArgs | undefined, opts: pulumi.CustomResourceOptions = {}) {
    rejectOptions(`ProjectConnection ${name}`, args, opts);
    const props: pulumi.Inputs = { ...outputs, ...args, [PROVIDER_KEY]: programLookup.providerText("connection") };
    const restoreStackFrames = limitStackFrames();
    try {
      super(PROJECT_CONNECTION_TYPE, name, props, {
        // A project can be connected to a store once, so the old connection must go first.
        deleteBeforeReplace: true,
        ...opts,
        additionalSecretOutputs: [...CONNECTION_SECRET_OUTPUTS, ...(opts.additionalSecretOutputs ?? [])],
      });
    } finally {
      restoreStackFrames();
    }
    programLookup.warn(this);
  }
}

/** An output exists in a program only where the constructor sends its key. */
const outputs: Readonly<Record<string, undefined>> = Object.fromEntries(
  [...connectionArgumentNames, ...connectionOutputNames].map((key) => [key, undefined]),
);

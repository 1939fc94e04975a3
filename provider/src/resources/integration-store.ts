// IntegrationStore: a store of a Marketplace integration, as a resource of a program.
import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { consoleUrlOf, type NameList, parseNames } from "../contract/computed-outputs";
import {
  DEFAULT_NAME_KEY,
  IGNORES_NAME_KEY,
  RETAIN_KEY,
  SECRET_OUTPUTS,
  type StoreArguments,
  type StoreOutputs,
  storeArgumentNames,
  storeOutputNames,
} from "../contract/integration-store";
import { INTEGRATION_STORE_TYPE, PROVIDER_KEY } from "../contract/resource-types";
import { rejectOptions, requireId, withCustomTimeouts } from "./options";
import type { Inputs, Outputs } from "./property-types";
import { programLookup } from "./provider-lookup";
import { limitStackFrames } from "./stack-frames";

/** The arguments of an {@link IntegrationStore}. */
export interface IntegrationStoreArgs extends Inputs<StoreArguments> {}

/** The outputs of an {@link IntegrationStore}. Declared once, in the contract; the class below has their values. */
export interface IntegrationStore extends Outputs<StoreOutputs> {}

/**
 * A store that Vercel sells through its Marketplace: a Neon database, an Upstash Redis, and so on.
 *
 * `pulumi up` resolves the installation, product and plan, creates the store once, waits until it is ready, and returns
 * its connection details as secrets.
 *
 * @example
 * const db = new IntegrationStore("db", { integration: "neon", metadata: { region: "iad1" } });
 * export const databaseUrl = db.secrets.apply((secrets) => secrets.DATABASE_URL);
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the constructor sends a key for every output of the interface.
export class IntegrationStore extends pulumi.CustomResource {
  /**
   * Reads an existing store without managing it. Fails if the account's team has no store of this id.
   *
   * @param id The store's id, such as `store_…` or `ir_…`.
   */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): IntegrationStore {
    requireId(`IntegrationStore ${name}`, id, "store (ir_… or store_…)");
    return new IntegrationStore(name, undefined, { ...opts, id });
  }

  /** Whether a value is an IntegrationStore, also of another installed copy of this package. */
  static override isInstance(value: unknown): value is IntegrationStore {
    if (typeof value !== "object" || value === null) return false;
    return (value as { __pulumiType?: unknown }).__pulumiType === INTEGRATION_STORE_TYPE;
  }

  constructor(name: string, args: IntegrationStoreArgs | undefined, opts: pulumi.CustomResourceOptions = {}) {
    const isGet = opts.id !== undefined;
    rejectOptions(`IntegrationStore ${name}`, args, opts);
    const props: pulumi.Inputs = {
      ...outputs,
      ...args,
      ...(isGet ? {} : { timeouts: withCustomTimeouts(args?.timeouts, opts.customTimeouts) }),
      [PROVIDER_KEY]: programLookup.providerText("store"),
      [DEFAULT_NAME_KEY]: isGet ? undefined : defaultName(pulumi.getProject(), pulumi.getStack(), name),
      [IGNORES_NAME_KEY]: opts.ignoreChanges?.includes("name") ? true : undefined,
      [RETAIN_KEY]: opts.retainOnDelete === true ? true : undefined,
    };
    const restoreStackFrames = limitStackFrames();
    try {
      super(INTEGRATION_STORE_TYPE, name, props, {
        deleteBeforeReplace: true,
        ...opts,
        additionalSecretOutputs: [...SECRET_OUTPUTS, ...(opts.additionalSecretOutputs ?? [])],
      });
    } finally {
      restoreStackFrames();
    }
    defineComputedOutputs(this);
    programLookup.warn(this);
  }
}

/** Outputs that a program has, and that the state does not contain as they are. Made when the program reads them. */
function defineComputedOutputs(store: IntegrationStore): void {
  const { secretNames, teamId, integrationConfigurationId, externalResourceId } = store;
  const computed = {
    secretNames: () => (secretNames as pulumi.Output<NameList>).apply((names = []) => parseNames(names)),
    consoleUrl: () => pulumi.all({ teamId, integrationConfigurationId, externalResourceId }).apply(consoleUrlOf),
  };
  for (const [name, get] of Object.entries(computed)) Object.defineProperty(store, name, { get, enumerable: true });
}

/** An output exists in a program only where the constructor sends its key. */
const outputs: Readonly<Record<string, undefined>> = Object.fromEntries(
  [...storeArgumentNames, ...storeOutputNames].map((key) => [key, undefined]),
);

const MAX_LENGTH = 128;
const HASH_LENGTH = 8;

/**
 * `<project>-<stack>-<logical name>`, with `-` for every character that the API does not accept. A name that was changed
 * or cut ends in a hash of the whole, so that two different names never become one.
 */
export function defaultName(project: string, stack: string, logicalName: string): string {
  const full = `${project}-${stack}-${logicalName}`;
  const allowed = full.replace(/[^A-Za-z0-9_-]/g, "-");
  if (allowed === full && full.length <= MAX_LENGTH) return full;
  const hash = createHash("sha256").update(full).digest("hex").slice(0, HASH_LENGTH);
  return `${allowed.slice(0, MAX_LENGTH - HASH_LENGTH - 1)}-${hash}`;
}

// Switches for what is unknown about the API or differs between partners. Each default states its source.
import { z } from "zod";
import { validate } from "../net/validate.js";

const storeStatuses = [
  "available",
  "error",
  "initializing",
  "limits-exceeded-suspended",
  "limits-exceeded-suspended-store-count",
  "onboarding",
  "suspended",
  "uninstalled",
] as const;
export const storeStatus = z.enum(storeStatuses);
export type StoreStatus = z.infer<typeof storeStatus>;

/**
 * How a new store becomes available. It has `status` for its first `reads` reads by id and its first `ms` milliseconds,
 * and `end` afterwards. With neither, it keeps `status` until a test edits it.
 */
export const provisioningSchema = z.strictObject({
  status: storeStatus,
  reads: z.number().int().min(0).optional(),
  ms: z.number().min(0).optional(),
  end: storeStatus.default("available"),
});
export type Provisioning = z.infer<typeof provisioningSchema>;
export type ProvisioningGiven = z.input<typeof provisioningSchema>;

const optionalProvisioning = provisioningSchema.nullable();

/** How long something takes to show: the first `reads` answers that would contain it, and `ms` milliseconds. */
export const delaySchema = z.strictObject({
  reads: z.number().int().min(0).optional(),
  ms: z.number().min(0).optional(),
});
export type Delay = z.infer<typeof delaySchema>;

/** What the server changes in the strings, numbers and lists of a new store's metadata. */
const metadataChanges = ["reorder", "trim", "lower-case", "numbers-as-strings"] as const;

export const behaviourSchema = z.strictObject({
  /** Default: `null`, available at once. Official clients do not poll after a creation. */
  provisioning: optionalProvisioning,
  /** By product slug; takes precedence over `provisioning`. Default: none. */
  provisioningByProduct: z.record(z.string(), optionalProvisioning),
  /** By a prefix of the store's name; takes precedence over the product. Default: none. */
  provisioningByName: z.record(z.string(), optionalProvisioning),
  /**
   * A second store with the same name. Default: `conflict`, a 409 whatever integration the other store of the team is of:
   * the documentation of transfers says that a name can conflict with that of another integration's store.
   */
  duplicateNames: z.enum(["conflict", "conflict-in-installation", "allow"]),
  /**
   * A transfer of a project whose store has a name that the new team has. Default: `refuse`, a 422, as the documentation of
   * transfers says. `report`: the store stays, disconnected, and the answer has it under `resourceTransferErrors`.
   */
  transferConflict: z.enum(["refuse", "report"]),
  /** A creation with a known `externalId` returns the existing store. Default: off, no deduplication is documented. */
  dedupeByExternalId: z.boolean(),
  /** Default: 200. Clients handle both. */
  deleteStatus: z.union([z.literal(200), z.literal(204)]),
  /** Deleting a store with connected projects. Default: `allow`; official clients reject it before the request. */
  deleteWhileConnected: z.enum(["allow", "conflict"]),
  /** The undocumented connect route. Default: 200; official clients accept any success and read the connection. */
  connectStatus: z.union([z.literal(200), z.literal(201)]),
  /**
   * Connecting a store to a project again, with other environments. Default: `disjoint`, allowed unless environments
   * overlap, as the official client expects; `reject`: a project is connected to a store once, as one report says.
   */
  secondConnection: z.enum(["disjoint", "reject"]),
  /**
   * Changing a connection in place. Default: `allow`, the official client does it. Otherwise the route is missing (404),
   * the method is not allowed (405), or a 400 rejects every key.
   */
  changeConnection: z.union([z.literal("allow"), z.literal(404), z.literal(405), z.literal("additional-property")]),
  /**
   * The first `reads` answers that contain a changed connection show it as it was, and all answers for `ms` milliseconds.
   * Default: `null`, changes are visible at once: the official client reads right after the change.
   */
  connectionChangesAfter: delaySchema.nullable(),
  /** Sensitive variables with a prefix, on the route of the official client. Default: `reject`; it sends no such request. */
  sensitiveWithPrefix: z.enum(["reject", "allow"]),
  /** Connecting a project that the installation does not serve. Default: 403; no answer is published. */
  unservedProject: z.union([z.literal(400), z.literal(403), z.literal(404)]),
  /** Removing connections. Default: 200; official clients accept any success. */
  disconnectStatus: z.union([z.literal(200), z.literal(204)]),
  /**
   * The variables of a new connection are missing in the first `reads` answers that would contain them (a store by id,
   * the list of a project, a pull) and for `ms` milliseconds; with neither, always. Default: `null`, visible at once:
   * most clients read right after connecting. One client polls for up to 20 seconds.
   */
  variablesAfter: delaySchema.nullable(),
  /**
   * How many milliseconds the variables of a removed connection remain in the project: they are listed, and their names
   * are reserved. Default: 0, no client is known to wait.
   */
  variablesLinger: z.number().min(0),
  /** How a connect is rejected that meets such a variable. Default: `variable-exists`, with its name. */
  connectTooEarly: z.enum(["variable-exists", "already-connected"]),
  /** A team can make all variables of production and preview sensitive. Default: `off`, as for a new team. */
  sensitivePolicy: z.enum(["off", "on"]),
  /**
   * How a prefix and the name of a secret become the name of a variable. Default: `replace-with-underscore`, as in
   * stores that were connected in the dashboard: `PREFIX_` and the name, without the partner's own prefix if it has
   * one. `literal` puts the prefix in front of the name, as the official command line describes it.
   */
  prefixRule: z.enum(["replace-with-underscore", "literal"]),
  /** How a store names the custom environments of a project. Default: as in the request; no answer is published. */
  customEnvironments: z.enum(["given", "slug", "id"]),
  /** Reading all variables of an environment. Default: `allow`; undocumented, but official clients depend on it. */
  envPull: z.union([z.literal("allow"), z.literal(403)]),
  /** Reading the value of a variable by its id. Default: `allow`, as published; step-up authentication can reject it. */
  decryptById: z.union([z.literal("allow"), z.literal(403)]),
  /** The undocumented route for values. Default: `values`, as reported once; 403 or 404 where it is closed. */
  secretsRoute: z.union([z.literal("values"), z.literal(403), z.literal(404)]),
  /** The undocumented list of stores. Default: `allow`; official clients depend on it. */
  listStores: z.union([z.literal("allow"), z.literal(403), z.literal(404)]),
  /** The catalogue: integrations and categories. Default: `allow`; undocumented, but the official client depends on it. */
  catalogue: z.union([z.literal("allow"), z.literal(403), z.literal(404)]),
  /**
   * Installing an integration whose catalogue entry requires a browser. Default: `required`, a 403; the official client
   * sends no such request.
   */
  browserInstall: z.enum(["required", "allow"]),
  /** The plans of a product whose integration the team has not installed. Default: 404, as a client reports. */
  plansWithoutInstallation: z.union([z.literal(404), z.literal("list")]),
  /** Whether the list includes the connected projects. Default: true; according to a report it is not reliable. */
  listProjects: z.boolean(),
  /** Rows in a page of a list; later pages by `until`. Default: `null`, whole lists: official clients read no pages. */
  pageSize: z.number().int().min(1).nullable(),
  /** The list of teams. Default: `allow`, as published; 403 for a token that may not list them. */
  listTeams: z.union([z.literal("allow"), z.literal(403), z.literal(404)]),
  /** A new store is missing (404 by id, not in lists) for its first `reads` reads and `ms` milliseconds. Default: `null`. */
  storesAfter: delaySchema.nullable(),
  /** The id of a store that does not exist. Default: 404, as published. */
  missingStore: z.union([z.literal(404), z.literal(403), z.literal(410)]),
  /** Replaces fields in every answer with a store. Default: none. */
  storeFields: z.record(z.string(), z.unknown()),
  /** Fields that no answer with a store has. Default: none; lists "do not reliably include" some, says a report. */
  omittedFields: z.array(z.string()),
  /** Times of stores, installations and variables. Default: `number`, milliseconds, as published. */
  timeFormat: z.enum(["number", "iso"]),
  /** The installations of a team that has none. Default: 200 with `[]`; one report says 404. */
  noInstallations: z.union([z.literal(200), z.literal(404)]),
  /** An unknown team in the path. Default: 403, as for a team in the query; the specification also lists 404. */
  unknownTeam: z.union([z.literal(403), z.literal(404)]),
  /** An unknown token. Default: 401, as published; `/v2/user` always answers 403. */
  badToken: z.union([z.literal(401), z.literal(403)]),
  /** Metadata keys that the product's schema does not have. Default: `refuse`, as in the official client. */
  unknownMetadata: z.enum(["refuse", "keep"]),
  /** The server adds the defaults of the schema and keys of the partner. Default: off. */
  normaliseMetadata: z.boolean(),
  /** How the server changes the metadata of a new store. Default: not at all. */
  normaliseValues: z.array(z.enum(metadataChanges)),
  /** How the server changes the name of a new store. Default: not at all. */
  normaliseNames: z.enum(["off", "lower-case"]),
  /** Default: `ir_`. Both prefixes were seen in live stores. */
  idPrefix: z.enum(["ir_", "store_"]),
  /** The most requests in a period; beyond it, 429 with `Retry-After`. Default: `null`, no limit. */
  rateLimit: z.strictObject({ requests: z.number().int().min(1), seconds: z.number().positive() }).nullable(),
  /** How far the server's clock is ahead of this machine's, in milliseconds. Default: 0. */
  clockOffsetMs: z.number(),
});
export type Behaviour = z.infer<typeof behaviourSchema>;
export type BehaviourChange = Partial<z.input<typeof behaviourSchema>>;

export const defaultBehaviour: Behaviour = {
  provisioning: null,
  provisioningByProduct: {},
  provisioningByName: {},
  duplicateNames: "conflict",
  transferConflict: "refuse",
  dedupeByExternalId: false,
  deleteStatus: 200,
  deleteWhileConnected: "allow",
  connectStatus: 200,
  secondConnection: "disjoint",
  changeConnection: "allow",
  connectionChangesAfter: null,
  sensitiveWithPrefix: "reject",
  unservedProject: 403,
  disconnectStatus: 200,
  variablesAfter: null,
  variablesLinger: 0,
  connectTooEarly: "variable-exists",
  sensitivePolicy: "off",
  prefixRule: "replace-with-underscore",
  customEnvironments: "given",
  envPull: "allow",
  decryptById: "allow",
  secretsRoute: "values",
  listStores: "allow",
  catalogue: "allow",
  browserInstall: "required",
  plansWithoutInstallation: 404,
  listProjects: true,
  pageSize: null,
  listTeams: "allow",
  storesAfter: null,
  missingStore: 404,
  storeFields: {},
  omittedFields: [],
  timeFormat: "number",
  noInstallations: 200,
  unknownTeam: 403,
  badToken: 401,
  unknownMetadata: "refuse",
  normaliseMetadata: false,
  normaliseValues: [],
  normaliseNames: "off",
  idPrefix: "ir_",
  rateLimit: null,
  clockOffsetMs: 0,
};

/** The behaviour with a change applied. An unknown switch or an invalid value is an error that names it. */
export function changeBehaviour(behaviour: Behaviour, change: BehaviourChange): Behaviour {
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  return { ...behaviour, ...validate(behaviourSchema.partial(), given) } as Behaviour;
}

/** The provisioning of a new store with this product and name; `null` when it is available at once. */
export function provisioningFor(behaviour: Behaviour, product: string, name: string): Provisioning | null {
  const prefix = Object.keys(behaviour.provisioningByName)
    .filter((start) => name.startsWith(start))
    .sort((a, b) => b.length - a.length)[0];
  if (prefix !== undefined) return behaviour.provisioningByName[prefix] ?? null;
  const byProduct = behaviour.provisioningByProduct[product];
  return byProduct === undefined ? behaviour.provisioning : byProduct;
}

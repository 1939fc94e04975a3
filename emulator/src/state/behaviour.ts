// The switches for what nobody knows about the API, or what differs between partners. Each default has its reason.
import { z } from "zod";
import { checked } from "../net/validate.js";

export const storeStatuses = [
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
 * What a new store goes through. It is seen in `status` by its first `reads` reads by id, and for its first `ms`
 * milliseconds, and has the status `end` afterwards. With neither, it stays as it is until a test edits it.
 */
export const provisioning = z.strictObject({
  status: storeStatus,
  reads: z.number().int().min(0).optional(),
  ms: z.number().min(0).optional(),
  end: storeStatus.default("available"),
});
export type Provisioning = z.infer<typeof provisioning>;
export type ProvisioningGiven = z.input<typeof provisioning>;

const provisioningChoice = provisioning.nullable();

export const behaviourSchema = z.strictObject({
  /** Default: `null`, available at once. Official clients poll nothing after a creation. */
  provisioning: provisioningChoice,
  /** By product slug; wins over `provisioning`. Default: none. */
  provisioningByProduct: z.record(z.string(), provisioningChoice),
  /** By the beginning of the store's name; wins over the product. Default: none. */
  provisioningByName: z.record(z.string(), provisioningChoice),
  /** A second store of the same name in one installation. Default: `allow`, since the 409 of the spec has no text. */
  duplicateNames: z.enum(["allow", "conflict"]),
  /** A creation with an `externalId` that was seen gives the store of that time. Default: off, nothing documents it. */
  dedupeByExternalId: z.boolean(),
  /** Default: 200. Both are seen in clients. */
  deleteStatus: z.union([z.literal(200), z.literal(204)]),
  /** Deleting a store that projects use. Default: `allow`; official clients refuse before they ask. */
  deleteWhileConnected: z.enum(["allow", "conflict"]),
  /** The connect route that is not documented. Default: 200; official clients take any success and read on. */
  connectStatus: z.union([z.literal(200), z.literal(201)]),
  /** Ending connections. Default: 200; official clients take any success. */
  disconnectStatus: z.union([z.literal(200), z.literal(204)]),
  /**
   * The variables of a new connection do not show in the first `reads` answers that would tell them (a store by id, a
   * project's list, a pull), nor for `ms` milliseconds; with neither, never. Default: `null`, at once: most clients read
   * right after connecting. One client polls for up to 20 seconds.
   */
  variablesAfter: z
    .strictObject({ reads: z.number().int().min(0).optional(), ms: z.number().min(0).optional() })
    .nullable(),
  /** A team can have every variable of production and preview sensitive. Default: `off`, as teams begin. */
  sensitivePolicy: z.enum(["off", "on"]),
  /**
   * How a prefix and a secret's name become a variable's name. Default: `replace-with-underscore`, as stores that were
   * connected in the dashboard show: `PREFIX_` and the name, without the partner's own prefix if it has one. `literal`
   * sets the prefix before the name as it is, as the official command line tells its users.
   */
  prefixRule: z.enum(["replace-with-underscore", "literal"]),
  /** How a store names a project's own environments. Default: as they were given; no answer is published. */
  customEnvironments: z.enum(["given", "slug", "id"]),
  /** Reading all variables of an environment. Default: `allow`; undocumented, official clients live by it. */
  envPull: z.union([z.literal("allow"), z.literal(403)]),
  /** Reading one variable's value by its id. Default: `allow`, as published; step-up checks can refuse it. */
  decryptById: z.union([z.literal("allow"), z.literal(403)]),
  /** The undocumented route of values. Default: `values`, as reported once; 403 or 404 where it is closed. */
  secretsRoute: z.union([z.literal("values"), z.literal(403), z.literal(404)]),
  /** The undocumented list of stores. Default: `allow`; official clients live by it. */
  listStores: z.union([z.literal("allow"), z.literal(403), z.literal(404)]),
  /** Whether the list tells the projects of a store. Default: yes; a report says it is not to be relied on. */
  listProjects: z.boolean(),
  /** The list of installations of a team that has none. Default: 200 and `[]`; one report says 404. */
  noInstallations: z.union([z.literal(200), z.literal(404)]),
  /** A team in the path that does not exist. Default: 403, as for a team in the query; the spec lists 404 as well. */
  unknownTeam: z.union([z.literal(403), z.literal(404)]),
  /** A token that is not known. Default: 401, as published; `/v2/user` answers 403 in either case. */
  badToken: z.union([z.literal(401), z.literal(403)]),
  /** Metadata keys that the product's schema does not have. Default: `refuse`, as the official client does. */
  unknownMetadata: z.enum(["refuse", "keep"]),
  /** The server fills in the schema's defaults and adds keys of the partner's own. Default: off. */
  normaliseMetadata: z.boolean(),
  /** Default: `ir_`. Both prefixes are seen live. */
  idPrefix: z.enum(["ir_", "store_"]),
  /** At most so many requests in so many seconds, then 429 with Retry-After. Default: `null`, none. */
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
  duplicateNames: "allow",
  dedupeByExternalId: false,
  deleteStatus: 200,
  deleteWhileConnected: "allow",
  connectStatus: 200,
  disconnectStatus: 200,
  variablesAfter: null,
  sensitivePolicy: "off",
  prefixRule: "replace-with-underscore",
  customEnvironments: "given",
  envPull: "allow",
  decryptById: "allow",
  secretsRoute: "values",
  listStores: "allow",
  listProjects: true,
  noInstallations: 200,
  unknownTeam: 403,
  badToken: 401,
  unknownMetadata: "refuse",
  normaliseMetadata: false,
  idPrefix: "ir_",
  rateLimit: null,
  clockOffsetMs: 0,
};

/** The behaviour after a change; an unknown switch or value is an error that names it. */
export function changed(behaviour: Behaviour, change: BehaviourChange): Behaviour {
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  return { ...behaviour, ...checked(behaviourSchema.partial(), given) } as Behaviour;
}

/** What a new store of this product and name goes through; `null` when it is available at once. */
export function provisioningOf(behaviour: Behaviour, product: string, name: string): Provisioning | null {
  const prefix = Object.keys(behaviour.provisioningByName)
    .filter((start) => name.startsWith(start))
    .sort((a, b) => b.length - a.length)[0];
  if (prefix !== undefined) return behaviour.provisioningByName[prefix] ?? null;
  const byProduct = behaviour.provisioningByProduct[product];
  return byProduct === undefined ? behaviour.provisioning : byProduct;
}

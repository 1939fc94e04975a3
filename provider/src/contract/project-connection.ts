// ProjectConnection: its arguments and outputs with their documentation, the table of its arguments, and its state.
import { type ArgumentSpec, boolean, idOf, type MemberIssue, matching, teamReference } from "./argument-spec";
import { isUnknown } from "./values";

/** The environments that every project has. All others are custom environments of one project. */
export const BUILT_IN_ENVIRONMENTS = ["production", "preview", "development"] as const;

/** The environments of a connection whose program names none: Vercel keeps no sensitive variables in development. */
export function defaultEnvironments(sensitive: boolean | undefined): string[] {
  return sensitive === true ? ["production", "preview"] : [...BUILT_IN_ENVIRONMENTS];
}

/** The arguments of a ProjectConnection, once every output in them is resolved. */
export interface ConnectionArguments {
  /**
   * The store: `db.id` of an `IntegrationStore`, or the id of a store outside this program.
   *
   * API: `resourceId` of `POST /v1/integrations/installations/{installation}/resources/{resourceId}/connections`.
   */
  storeId: string;
  /**
   * The project: its id (`prj_…`), such as `project.id` of the community provider. It must be in the store's team.
   *
   * A project can have several connections of one store, each a resource with its own environments.
   * API: `projectId`.
   */
  projectId: string;
  /**
   * Environments that get the variables; custom environments by slug or id (`env_…`). Their order does not matter.
   *
   * A change moves the variables in place: those of other environments stay. Preview fails if the project already has
   * a variable of the same name in one of the environments, or another connection of the store.
   * API: `envVarEnvironments`, also of `PATCH /v1/storage/stores/{id}/connections/{connection}`.
   * @default `production`, `preview`, `development`; with `sensitive` the first two
   */
  environments?: string[];
  /**
   * Prefix for the names of the variables: letters, digits and `_`; must start with a letter.
   *
   * Vercel decides how it joins prefix and name; `variableNames` lists the results. `DB` and `DB_` are equal. A change
   * renames the variables in place. Cannot be combined with `sensitive`.
   * API: `envVarPrefix` of `POST` and `PATCH …/connections`; `null` to remove it.
   */
  envVarPrefix?: string;
  /**
   * Whether to store the variables as sensitive: only deployments can read them. Cannot be combined with `envVarPrefix` or `development`.
   *
   * Their values are then in no output: see `unreadable`. A change replaces the connection.
   * API: `makeEnvVarsSensitive`.
   * @default `false`
   */
  sensitive?: boolean;
  /**
   * The store's team: `team_…` or its slug. Slug and id of one team are equal.
   *
   * API: `teamId` or `slug` of every request.
   * @default the account's team
   */
  teamId?: string;
  /**
   * The id (`spc_…`) of an existing connection to manage instead of creating one. Fails if it differs from the arguments.
   *
   * Used only when the resource is created, for example after an interrupted run: without it, a connection that exists
   * fails the creation. Cannot be combined with `deleteBeforeReplace: false`. To rename a resource, use `aliases`.
   */
  adopt?: string;
}

/** The outputs of a ProjectConnection: its arguments, and what the API returns. */
export interface ConnectionOutputs extends ConnectionArguments {
  /** The environments that get the variables. */
  environments: string[];
  /** Names of the variables that the project got and still has, sorted. */
  variableNames: string[];
  /** Values of the variables by name, as far as Vercel returns them. One that can no longer be read stays as it was. */
  values: Record<string, string>;
  /** Names of the variables that are not in `values`, sorted: sensitive ones, and those that the token may not read. */
  unreadable: string[];
}

/** What check returns: the arguments, with the environments wherever they are known. */
export type ConnectionInputs = ConnectionArguments;

/** What later runs need to find the connection again and to name it in messages. Not for programs. */
export interface ConnectionPlace {
  storeName?: string;
  projectName?: string;
  /** The team in which the store was found: `team_…`. Later runs use that team, whatever the settings say. */
  teamId?: string;
  /** The slug of that team, once it is known. States of older versions have none. */
  teamSlug?: string;
  /** The store's installation: a missing store counts as deleted only if its installation is visible. */
  integrationConfigurationId?: string;
  /** The environments in the server's spelling, which may differ from the program's. */
  environments?: string[];
  /** The prefix as the server returns it, if that is another one than the program's. */
  envVarPrefix?: string;
}

/** What the API returns about a connection. `values` is absent until the values were read once. */
export type ConnectionFacts = Partial<Pick<ConnectionOutputs, (typeof connectionOutputNames)[number]>> & {
  place?: ConnectionPlace;
  /** Variables that a refresh found to be missing in the project. The next update reads again, warns and forgets them. */
  missingVariables?: string[];
};

/** The outputs in the state: the checked inputs under the same keys, and what the API returns. */
export type ConnectionState = ConnectionInputs & ConnectionFacts & { stateVersion?: number };

/** The shape of the outputs that this version writes. Every later version must read every earlier shape. */
export const CONNECTION_STATE_VERSION = 1;

/** Outputs with secret values: encrypted in the state and never printed. */
export const CONNECTION_SECRET_OUTPUTS = ["values"] as const satisfies readonly (keyof ConnectionOutputs)[];

/** The arguments, one row each. Code, tests and README read this table. */
export const connectionSpecs = {
  storeId: {
    validate: idOf("store, such as db.id"),
    required: true,
    change: "replace",
    unknownReplaces: true,
    display: "value",
  },
  projectId: {
    validate: idOf("project, such as prj_…"),
    required: true,
    change: "replace",
    unknownReplaces: true,
    display: "value",
  },
  environments: {
    validate: (value) => {
      if (!Array.isArray(value)) return 'must be a list of environments, such as ["production"]';
      return value.length === 0 ? "must contain at least one environment" : undefined;
    },
    validateMembers: environmentMembers,
    change: "in place",
    isEqual: (a, b) => isSameSet((a as string[] | undefined) ?? [], (b as string[] | undefined) ?? []),
    display: "value",
  },
  envVarPrefix: {
    validate: matching(/^[a-zA-Z][a-zA-Z0-9_]*$/, "must start with a letter, and contain only letters, digits and _"),
    change: "in place",
    isEqual: (a, b) => isSamePrefix(a as string | undefined, b as string | undefined),
    display: "value",
  },
  sensitive: {
    validate: boolean,
    change: "replace",
    unknownReplaces: true,
    isEqual: (a, b) => (a ?? false) === (b ?? false),
    display: "value",
  },
  teamId: { validate: teamReference, change: "replace", unknownReplaces: true, carryOver: true, display: "value" },
  adopt: {
    validate: matching(/^[A-Za-z]+_[A-Za-z0-9]+$/, "must be the id of a connection, such as spc_…"),
    change: "in place, no request",
    display: "value",
  },
} as const satisfies Record<keyof ConnectionArguments, ArgumentSpec>;

export type ConnectionArgumentName = keyof ConnectionArguments;

export const connectionArgumentNames = Object.keys(connectionSpecs) as ConnectionArgumentName[];

/** Every output besides the arguments. The constructor must send a key for each: only those exist in a program. */
export const connectionOutputNames = ["variableNames", "values", "unreadable"] as const;

/** Whether two prefixes give the same names: Vercel puts a `_` between prefix and name, whether the prefix has one or not. */
export function isSamePrefix(a: string | null | undefined, b: string | null | undefined): boolean {
  return trimPrefix(a) === trimPrefix(b);
}

export function trimPrefix(prefix: string | null | undefined): string {
  return (prefix ?? "").replace(/_+$/, "");
}

/** Whether two lists of environments have the same members. */
export function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  const [left, right] = [new Set(a), new Set(b)];
  return left.size === right.size && [...left].every((member) => right.has(member));
}

function environmentMembers(value: unknown): MemberIssue[] {
  const environments = value as unknown[];
  return environments.flatMap((environment, index): MemberIssue[] => {
    const member = `[${index}]`;
    if (isUnknown(environment)) return [];
    if (typeof environment !== "string") return [{ member, problem: "must be a string" }];
    if (environments.indexOf(environment) < index) return [{ member, problem: `${environment} is listed twice` }];
    // Slugs of custom environments are lower case; their ids are not.
    if (/^[a-z0-9][a-z0-9_-]*$/.test(environment) || /^env_[A-Za-z0-9]+$/.test(environment)) return [];
    return [
      {
        member,
        problem: `${JSON.stringify(environment)} is not a valid environment`,
        given: environment,
        options: BUILT_IN_ENVIRONMENTS.map((name) => ({ value: name })),
        nextStep: "Use the slug or the id (env_…) of a custom environment.",
      },
    ];
  });
}

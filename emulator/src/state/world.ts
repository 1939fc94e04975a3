// The data of the emulated API: accounts, catalogue, projects, variables and stores. A reset replaces all of it.
import {
  grants,
  type Installation,
  installations,
  type Prepaid,
  type Team,
  type TokenGrant,
  teams,
  type User,
  users,
} from "../seed/accounts.js";
import { partners } from "../seed/partners.js";
import { type Project, projects } from "../seed/projects.js";
import type { BillingPlan, Metadata, Ownership, Partner } from "../seed/types.js";
import type { Behaviour, StoreStatus } from "./behaviour.js";
import type { Pending } from "./delay.js";
import type { Targets } from "./environments.js";

export interface World {
  users: User[];
  teams: Team[];
  /** By the name of the token. */
  grants: Record<string, TokenGrant>;
  partners: Partner[];
  installations: Installation[];
  projects: Project[];
  /** Of all projects: users' own variables and those of connected stores. */
  variables: StoredVariable[];
  stores: StoredStore[];
  /** Stores of other types, such as blob, as the list returns them beside integration stores. */
  otherStores: Record<string, unknown>[];
  /** Rows that a list of any team has after its own, well formed or not. Tests add them. */
  extraRows: ExtraRows;
  /** Secret values by store id, then by name. They are not part of a store, so that no copy of a store contains them. */
  secretValues: Map<string, Record<string, string>>;
  /** Values of users' own variables, by the id of the variable. Those of a connection are the store's secrets. */
  variableValues: Map<string, string>;
  /** Of projects, to another team. */
  transferRequests: TransferRequest[];
  /** Every creation and deletion of a store. */
  history: StoreEvent[];
}

/** The code of a transfer that a team may accept. */
export interface TransferRequest {
  code: string;
  projectId: string;
  createdAt: number;
  acceptedAt?: number;
}

/** By the key under which the list is. */
export interface ExtraRows {
  stores: unknown[];
  configurations: unknown[];
  connections: unknown[];
  products: unknown[];
  plans: unknown[];
  envs: unknown[];
  environments: unknown[];
  teams: unknown[];
}

/** What the classes of this folder and the handlers of the API work on. */
export interface ServerState {
  /** A reset replaces it: do not keep it beyond one request or call. */
  readonly world: World;
  readonly behaviour: Behaviour;
  /** The server's clock, in milliseconds since 1970. */
  readonly now: () => number;
}

export interface StoreEvent {
  at: number;
  event: "created" | "deleted";
  id: string;
  name: string;
  by: "api" | "test";
}

export interface StoredStore {
  id: string;
  name: string;
  teamId: string;
  integrationConfigurationId: string;
  integrationId: string;
  productId: string;
  status: StoreStatus;
  /** Until when it has its present status; absent when the status is final. */
  pending?: { reads?: number; until?: number; end: StoreStatus };
  metadata: Metadata;
  billingPlan: BillingPlan;
  paymentMethodId?: string;
  prepaymentAmountCents?: number;
  /** Its own credits, on a prepaid plan with the scope `resource`. */
  prepaid?: Prepaid;
  externalId?: string;
  externalResourceId: string;
  protocolSettings?: Record<string, unknown>;
  source: string;
  usageQuotaExceeded: boolean;
  notification?: { title: string; level: "error" | "info" | "warn"; message?: string; href?: string };
  projectsMetadata: ConnectedProject[];
  ownership: Ownership;
  /** Names and lengths; the values are in `World.secretValues`. */
  secrets: { name: string; length: number; frameworkPublishable?: boolean }[];
  /** When new values of the secrets were asked for, and when the store had them. Absent: never. */
  secretRotationRequestedAt?: number;
  secretRotationCompletedAt?: number;
  createdAt: number;
  updatedAt: number;
  /** Until when reads and lists miss it; absent when it is visible. */
  hidden?: Pending;
  /** Replaces fields in the answers with this store. */
  json?: Record<string, unknown>;
}

export interface ConnectedProject {
  /** The id of the connection, such as `spc_…`. */
  id: string;
  projectId: string;
  name: string;
  environments: string[];
  environmentVariables: string[];
  envVarPrefix: string | null;
  makeEnvVarsSensitive?: boolean;
  framework?: string | null;
  /** Until when its variables are hidden; absent when they are visible. */
  pending?: Pending;
  /** What answers show instead, and until when; absent when they show the present settings. */
  previous?: Pick<ConnectedProject, "environments" | "environmentVariables" | "envVarPrefix"> & { shown: Pending };
}

export interface StoredVariable extends Targets {
  id: string;
  projectId: string;
  key: string;
  /** The API never returns the value of a sensitive variable. */
  type: "encrypted" | "sensitive" | "plain";
  /** The secret that it contains; absent when a user has set the variable. */
  from?: { storeId: string; connectionId: string; secret: string };
  /** When it disappears, if its connection was removed before. */
  lingersUntil?: number;
  ciphertext: string;
  createdAt: number;
  updatedAt: number;
  createdBy: string | null;
}

export function newWorld(): World {
  return {
    users: structuredClone([...users]),
    teams: structuredClone([...teams]),
    grants: structuredClone<Record<string, TokenGrant>>(grants),
    partners: structuredClone([...partners]),
    installations: installations.map(({ integration, ...rest }) => {
      const partner = partners.find(({ slug }) => slug === integration);
      if (!partner) throw new Error(`The catalogue has no integration ${integration}.`);
      return { ...rest, integrationId: partner.id };
    }),
    projects: structuredClone([...projects]),
    variables: [],
    stores: [],
    otherStores: [],
    extraRows: {
      stores: [],
      configurations: [],
      connections: [],
      products: [],
      plans: [],
      envs: [],
      environments: [],
      teams: [],
    },
    secretValues: new Map(),
    variableValues: new Map(),
    transferRequests: [],
    history: [],
  };
}

// Everything the emulated API knows: the catalogue, the accounts, the projects, and the stores.

import {
  grants,
  type Installation,
  installations,
  type Team,
  type TokenGrant,
  teams,
  type User,
  users,
} from "../seed/accounts.js";
import { partners } from "../seed/partners.js";
import { type Project, projects } from "../seed/projects.js";
import type { BillingPlan, Metadata, Partner } from "../seed/types.js";
import type { StoreStatus } from "./behaviour.js";
import type { Targets } from "./environments.js";

export interface World {
  users: User[];
  teams: Team[];
  /** By the token's name. */
  grants: Record<string, TokenGrant>;
  partners: Partner[];
  installations: Installation[];
  projects: Project[];
  /** Of all projects: those that users set, and those that connected stores brought. */
  variables: StoredVariable[];
  stores: StoredStore[];
  /** Stores that are no integration's (blob and the like), as the list shows them beside the others. */
  otherStores: Record<string, unknown>[];
}

export interface StoredStore {
  id: string;
  name: string;
  teamId: string;
  integrationConfigurationId: string;
  integrationId: string;
  productId: string;
  status: StoreStatus;
  /** What is left of its provisioning, and when that began; absent when the status is final. */
  pending?: { reads?: number; until?: number; end: StoreStatus };
  metadata: Metadata;
  billingPlan: BillingPlan;
  paymentMethodId?: string;
  prepaymentAmountCents?: number;
  externalId?: string;
  externalResourceId: string;
  protocolSettings?: Record<string, unknown>;
  source: string;
  usageQuotaExceeded: boolean;
  notification?: { title: string; level: "error" | "info" | "warn"; message?: string; href?: string };
  projectsMetadata: ConnectedProject[];
  /** Names and lengths. The values are kept apart, so that no listing of the state can show them. */
  secrets: { name: string; length: number; frameworkPublishable?: boolean }[];
  createdAt: number;
  updatedAt: number;
}

export interface ConnectedProject {
  /** The connection's id, such as `spc_…`. */
  id: string;
  projectId: string;
  name: string;
  environments: string[];
  environmentVariables: string[];
  envVarPrefix: string | null;
  makeEnvVarsSensitive?: boolean;
  framework?: string | null;
  /** Why its variables do not show yet; absent when they do. */
  pending?: { reads?: number; until?: number };
}

export interface StoredVariable extends Targets {
  id: string;
  projectId: string;
  key: string;
  /** The value of a sensitive one is never given out again. */
  type: "encrypted" | "sensitive" | "plain";
  /** The store's secret that it holds; absent when a user has set it. */
  from?: { storeId: string; connectionId: string; secret: string };
  ciphertext: string;
  createdAt: number;
  updatedAt: number;
  createdBy: string | null;
}

export function newWorld(): World {
  const catalogue = structuredClone(partners);
  return {
    users: structuredClone(users),
    teams: structuredClone(teams),
    grants: structuredClone<Record<string, TokenGrant>>(grants),
    partners: catalogue,
    installations: installations.map(({ integration, ...rest }) => {
      const partner = catalogue.find(({ slug }) => slug === integration);
      if (!partner) throw new Error(`The catalogue has no integration ${integration}.`);
      return { ...rest, integrationId: partner.id };
    }),
    projects: structuredClone(projects),
    variables: [],
    stores: [],
    otherStores: [],
  };
}

// The initial users, teams, tokens with their permissions, and installations.
import type { Metadata } from "./types.js";

export interface User {
  id: string;
  username: string;
  name: string;
  email: string;
  defaultTeamId: string;
  createdAt: number;
}

export interface Team {
  id: string;
  slug: string;
  name: string;
  createdAt: number;
  paymentMethods: string[];
  /** It requires SAML single sign-on, for which no token is authorized. */
  saml?: boolean;
}

/** A token and its permissions. Its value is generated when an emulator starts. */
export interface TokenGrant {
  name: string;
  userId: string;
  roles: Record<string, "admin" | "viewer">;
  /** A token that is limited to a project has no access to the team. */
  scope: "account" | "project";
  /** From then on it is rejected. Default: never. */
  expiresAt?: number;
  /** When it was found in public. It keeps its permissions. */
  leakedAt?: number;
  /** What its description says about its access. Default: the whole user. */
  scopes?: TokenScope[];
}

/** As in the answers of the API. */
export interface TokenScope {
  type: "user" | "team";
  /** Of the type `team` only. */
  teamId?: string;
  expiresAt?: number;
}

export interface Installation {
  id: string;
  integrationId: string;
  teamId: string;
  userId: string;
  type: "marketplace" | "external";
  status: "ready" | "suspended" | "pending" | "onboarding" | "error" | "resumed" | "uninstalled";
  /** The plan of all its stores, if the plans of the product have the scope `installation`. Default: none was chosen. */
  billingPlanId?: string;
  /** Its credits, if they are those of all its stores. */
  prepaid?: Prepaid;
  /** The ids of the projects that it serves. Default: all. */
  projects?: string[];
  /** What installed it. Default: `marketplace`. */
  source?: string;
  /** What it was configured with, if the integration has settings of an installation. */
  metadata?: Metadata;
  createdAt: number;
}

/** Credits, and when more of them are bought. All amounts are in cents. */
export interface Prepaid {
  balance: number;
  threshold?: Threshold;
}

/** As in the requests of the API. */
export interface Threshold {
  billingPlanId: string;
  /** More is bought when the balance is less. */
  minimumAmountInCents: number;
  purchaseAmountInCents: number;
  /** Default: none. */
  maximumAmountPerPeriodInCents?: number;
  /** JSON. */
  metadata?: string;
}

export const acme = "team_Acme1nC0rp5Rt8Wq3Zx6Lk";
export const acmeProd = "team_AcmePr0d7Yb2Hn9Vs4Je1G";
const ann = "usr_Ann4Xw8Kd1";
const bob = "usr_Bob7Qm3Zt5";

export const day = (date: string) => Date.parse(`${date}T09:30:00.000Z`);

export const users: readonly User[] = [
  {
    id: ann,
    username: "ann",
    name: "Ann Example",
    email: "ann@acme.example",
    defaultTeamId: acme,
    createdAt: day("2025-04-01"),
  },
  {
    id: bob,
    username: "bob",
    name: "Bob Example",
    email: "bob@acme.example",
    defaultTeamId: acmeProd,
    createdAt: day("2025-04-01"),
  },
];

export const teams: readonly Team[] = [
  { id: acme, slug: "acme", name: "Acme", createdAt: day("2025-04-02"), paymentMethods: ["pm_AcmeCard4242"] },
  { id: acmeProd, slug: "acme-prod", name: "Acme Production", createdAt: day("2025-04-03"), paymentMethods: [] },
];

export const grants = {
  admin: { name: "admin", userId: ann, roles: { [acme]: "admin" }, scope: "account" },
  both: { name: "both", userId: ann, roles: { [acme]: "admin", [acmeProd]: "admin" }, scope: "account" },
  viewer: { name: "viewer", userId: ann, roles: { [acme]: "viewer" }, scope: "account" },
  otherTeam: { name: "otherTeam", userId: bob, roles: { [acmeProd]: "admin" }, scope: "account" },
  project: { name: "project", userId: ann, roles: { [acme]: "admin" }, scope: "project" },
} satisfies Record<string, TokenGrant>;

export type TokenName = keyof typeof grants;

/** The ids are fixed, so that they are the same in every run. */
export const installations: readonly (Omit<Installation, "integrationId"> & { integration: string })[] = [
  {
    id: "icfg_AcmeNeon1Rk5Wz8Xq3Tb7Lm2",
    integration: "neon",
    teamId: acme,
    userId: ann,
    type: "marketplace",
    status: "ready",
    createdAt: day("2026-02-10"),
  },
  {
    id: "icfg_AcmeUpstashA4Hd9Cs6Vn1Jy",
    integration: "upstash",
    teamId: acme,
    userId: ann,
    type: "marketplace",
    status: "ready",
    createdAt: day("2026-03-01"),
  },
  {
    id: "icfg_AcmeUpstashB8Ge2Kw5Pu7Qf",
    integration: "upstash",
    teamId: acme,
    userId: ann,
    type: "marketplace",
    status: "ready",
    createdAt: day("2026-08-12"),
  },
  {
    id: "icfg_AcmeMongo3Ya6Rt1Zc9Nb4Dx",
    integration: "mongodbatlas",
    teamId: acme,
    userId: ann,
    type: "marketplace",
    status: "ready",
    createdAt: day("2026-04-20"),
  },
  {
    id: "icfg_AcmePaidDb7Lq2Vh8Ws5Ej3K",
    integration: "paid-db",
    teamId: acme,
    userId: ann,
    type: "marketplace",
    status: "ready",
    createdAt: day("2026-05-05"),
  },
  {
    id: "icfg_AcmeOmni9Tu4Fm1Gx6Bp8Sc2",
    integration: "omnibase",
    teamId: acme,
    userId: ann,
    type: "marketplace",
    status: "ready",
    createdAt: day("2026-05-18"),
  },
  {
    id: "icfg_AcmeFrost5Zn7Jd3Ck9Wy1Ah",
    integration: "frost-cache",
    teamId: acme,
    userId: ann,
    type: "marketplace",
    status: "suspended",
    createdAt: day("2026-06-30"),
  },
  {
    id: "icfg_AcmeNotes2Qe8Xr4Vb6Lt7Mu",
    integration: "deploy-notes",
    teamId: acme,
    userId: ann,
    type: "external",
    status: "ready",
    createdAt: day("2025-11-11"),
  },
  {
    id: "icfg_ProdNeon6Kp1Sf5Hz9Dw3Gc8",
    integration: "neon",
    teamId: acmeProd,
    userId: bob,
    type: "marketplace",
    status: "ready",
    createdAt: day("2026-02-11"),
  },
  {
    id: "icfg_ProdSupa4Rb8Ny2Tv7Xj1Qa5",
    integration: "supabase",
    teamId: acmeProd,
    userId: bob,
    type: "marketplace",
    status: "ready",
    createdAt: day("2026-07-07"),
  },
];

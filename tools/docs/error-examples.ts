// Example values for every message, from which docs/errors.md is generated. A code without an example does not compile.

import type { importMessages } from "../../provider/src/cli/import/messages.ts";
import type { cliMessages } from "../../provider/src/cli/terminal/messages.ts";
import type { marketplaceMessages } from "../../provider/src/discovery/marketplace.ts";
import type { discoveryMessages } from "../../provider/src/discovery/metadata/validate.ts";
import type { accountMessages } from "../../provider/src/lifecycle/core/check-failures.ts";
import type { deletionMessages } from "../../provider/src/lifecycle/core/confirm-deleted.ts";
import type { getMessages } from "../../provider/src/lifecycle/core/get.ts";
import type { newerStateMessages } from "../../provider/src/lifecycle/core/newer-state.ts";
import type { preflightMessages } from "../../provider/src/lifecycle/core/preflight.ts";
import type { storeMessages } from "../../provider/src/lifecycle/integration-store/messages.ts";
import type { connectionMessages } from "../../provider/src/lifecycle/project-connection/messages.ts";

/** The values that each message of a catalogue takes. */
type Examples<Rows extends Record<string, (values: never) => string>> = {
  [Code in keyof Rows]: Parameters<Rows[Code]>[0];
};

const pair = { store: "shop-prod-db (ir_…)", project: "prj_…" };
const connection = "shop-prod-db in web (spc_…)";

export const coreExamples: Examples<
  typeof accountMessages &
    typeof preflightMessages &
    typeof deletionMessages &
    typeof getMessages &
    typeof newerStateMessages
> = {
  "state-too-new": { resource: "shop-prod-db (ir_…)", version: 2, known: 1 },
  "token-rejected": { token: "vercel:apiToken (from stack config)" },
  "team-rejected": {
    setting: "vercel:team (from stack config)",
    team: "acmee",
    token: "vercel:apiToken (from stack config)",
  },
  "not-verified": { reason: "No Vercel token. Set VERCEL_API_TOKEN." },
  "store-moved": {
    store: "shop-prod-db (ir_B3d5f7h9k1m3p5r7)",
    id: "ir_B3d5f7h9k1m3p5r7",
    team: "team acme",
    other: "team acme-prod",
    otherId: "team_AcmePr0d7Yb2Hn9Vs4Je1G",
  },
  "id-of-other-kind": {
    id: "spc_…",
    kind: "a connection",
    expected: "store",
  },
  "id-in-other-team": {
    id: "ir_…",
    expected: "store",
    team: "team acme",
    other: "team acme-prod",
    otherId: "team_AcmePr0d7Yb2Hn9Vs4Je1G",
  },
  "deleted-or-moved": { store: "shop-prod-db (ir_B3d5f7h9k1m3p5r7)", team: "team acme" },
  "deletion-not-confirmed": {
    store: "shop-prod-db (ir_…)",
    team: "team acme",
    why: "and the token cannot list that team's stores (403)",
    token: "Token: from environment variable VERCEL_API_TOKEN.",
  },
};

export const discoveryExamples: Examples<typeof discoveryMessages & typeof marketplaceMessages> = {
  "catalogue-not-read": { team: "team acme" },
  "metadata-not-validated": { owner: "Neon", parts: ["region (keyword format)"] },
};

export const storeExamples: Examples<typeof storeMessages> = {
  "store-not-found": { id: "ir_…", team: "team acme", token: "Token: from environment variable VERCEL_API_TOKEN." },
  "store-not-marketplace": { name: "assets", id: "store_…", type: "blob" },
  "store-exists": {
    name: "shop-prod-db",
    id: "ir_…",
    installation: "icfg_…",
    ageMs: 3 * 86_400_000,
    projects: ["web"],
  },
  "store-name-taken": { name: "shop-prod-db", id: "ir_…", installation: "icfg_…" },
  "stores-not-listed": { name: "shop-prod-db", team: "team acme" },
  "created-without-list": { team: "team acme", reason: "403 from Vercel on GET /v1/storage/stores." },
  "names-not-checked": { team: "team acme", reason: "403 from Vercel on GET /v1/storage/stores." },
  "outcome-unknown": { name: "shop-prod-db", installation: "icfg_…", search: "not found within 60 seconds" },
  "outcome-ambiguous": { name: "shop-prod-db", ids: ["ir_A…", "ir_B…"] },
  "outcome-unknown-unlisted": { name: "shop-prod-db", installation: "icfg_…" },
  "creation-pending": { name: "shop-prod-db" },
  "name-used-twice": { name: "shop-prod-db" },
  "name-used-in-team": { name: "shop-prod-db", id: "ir_…", integration: "Upstash" },
  "name-used-in-program": {
    name: "shop-prod-db",
    other: "upstash (upstash-kv), with the default name shop-prod-cache",
  },
  "name-conflict": { name: "shop-prod-db", id: "ir_…", integration: "Upstash" },
  "store-may-exist": { name: "shop-prod-db", id: "ir_…", installation: "icfg_…" },
  "response-has-existing-store": { requested: "shop-prod-db", name: "shop-db", id: "ir_…", hasExternalId: true },
  "response-has-owned-store": { requested: "shop-prod-db", name: "shop-db", id: "ir_…", hasExternalId: true },
  "store-named-differently": { requested: "Shop-DB", name: "shop-db", id: "ir_…", hasExternalId: false },
  "store-doubtful": { name: "shop-prod-db", id: "ir_…" },
  "run-ended": { name: "shop-prod-db" },
  "polling-ended": { name: "shop-prod-db", id: "ir_…" },
  "store-failed": {
    name: "shop-prod-db",
    id: "ir_…",
    status: "error",
    partner: "Neon",
    consoleUrl: "https://console.example",
  },
  "store-not-ready": {
    name: "shop-prod-db",
    id: "ir_…",
    status: "initializing",
    elapsedMs: 600_000,
    consoleUrl: "https://console.example",
  },
  "secrets-not-read": {
    name: "shop-prod-db",
    names: ["DATABASE_URL"],
    reason: "500 from Vercel on GET /v1/…/secrets.",
  },
  "status-unknown": { name: "shop-prod-db", id: "ir_…", status: "no status" },
  "store-suspended": {
    name: "shop-prod-db",
    id: "ir_…",
    status: "limits-exceeded-suspended",
    dashboardUrl: "https://vercel.com/acme/~/stores/integration/ir_…",
    consoleUrl: "https://vercel.com/api/marketplace/sso?…",
  },
  "store-changed": {
    name: "renamed-db",
    id: "ir_…",
    changes: ['its name is "renamed-db", and was "shop-prod-db"', "its plan is Launch, and was free_v3"],
  },
  "secrets-unreadable": { name: "shop-prod-db", unread: ["DATABASE_URL"] },
  "secrets-stale": {
    name: "shop-prod-db",
    names: [],
    reason: "503 from Vercel on GET /v1/storage/stores/ir_…/secrets.",
  },
  "secrets-rotated": { name: "shop-prod-db", id: "ir_…", rotatedAt: "2026-11-02T09:30:00.000Z" },
  "store-sandbox": { name: "shop-prod-db", id: "ir_…", url: "https://…", reason: undefined },
  "adopt-not-found": { id: "ir_…", team: "team acme" },
  "adopt-owned": { id: "ir_…" },
  "adopt-not-marketplace": { id: "store_…", type: "blob" },
  "adopt-unusable": { id: "ir_…", status: "error" },
  "adopt-differs": { id: "ir_…", differences: ["name is shop-db, not shop-prod-db", "metadata.region differs"] },
  "adopt-conflict": { name: "shop-prod-db", id: "ir_…" },
  "adopt-after-creation": { name: "shop-prod-db", id: "ir_A…", adopt: "ir_B…" },
  "replacement-requires-consent": {
    name: "shop-prod-db",
    id: "ir_…",
    changes: ['metadata.region from "iad1" to "fra1"'],
  },
  "replacement-by-option": { name: "shop-prod-db", id: "ir_…" },
  "replacement-not-listed": { name: "shop-prod-db", id: "ir_…" },
  "replacement-retains": { name: "shop-prod-db" },
  "replacement-adopts-itself": { name: "shop-prod-db", id: "ir_…" },
  "store-may-have-owner": { name: "shop-prod-db", id: "ir_…" },
  "replacement-not-verified": { name: "shop-prod-db", id: "ir_…", changed: ["product"] },
  "store-in-use": { name: "shop-prod-db", id: "ir_…", projects: "2 projects (web, worker)" },
  "store-use-unknown": { name: "shop-prod-db", id: "ir_…" },
  "deletion-timed-out": { name: "shop-prod-db", id: "ir_…", elapsedMs: 600_000 },
};

export const connectionExamples: Examples<typeof connectionMessages> = {
  "connection-store-not-found": { ...pair, store: "ir_…", team: "team acme" },
  "connection-store-unsupported": { ...pair, type: "blob" },
  "connection-owned": { ...pair, connection: "spc_…" },
  "connection-exists": {
    ...pair,
    connection: "spc_…",
    differences: ["environments production, not production, preview"],
  },
  "connection-already-exists": { ...pair, connection: "spc_…" },
  "connection-declared-twice": { ...pair, environments: ["production"] },
  "connection-overlap": { ...pair, connection: "spc_…", environments: ["preview"] },
  "connection-second-rejected": { ...pair, connection: "spc_…", environments: ["production"] },
  "connection-adopt-not-found": { ...pair, connection: "spc_…", existing: [] },
  "connection-adopt-differs": { ...pair, connection: "spc_…", differences: ["prefix MAIN, not none"] },
  "connection-adopt-conflict": { connection, id: "spc_…" },
  "connection-adopt-after-creation": { connection, adopt: "spc_…" },
  "connection-run-ended": pair,
  "connection-outcome-unknown": { ...pair, elapsedMs: 60_000 },
  "connection-not-listed": { ...pair, elapsedMs: 60_000 },
  "connection-variable-conflict": {
    ...pair,
    variable: "DATABASE_URL",
    environments: ["production"],
    origin: { storeId: "ir_…" },
    hasPrefix: false,
  },
  "connection-variables-collide": {
    ...pair,
    other: "ir_…",
    variable: "DATABASE_URL",
    environments: ["production"],
  },
  "connection-variables-not-compared": { project: "prj_…" },
  "connection-restored": { connection, environments: ["production"] },
  "connection-not-restored": {
    connection,
    environments: ["production"],
    variables: ["DATABASE_URL"],
    reason: "403 from Vercel on POST /v1/storage/stores/ir_…/connections.",
  },
  "connection-project-not-found": { ...pair, team: "team acme" },
  "connection-environment-rejected": { ...pair, environment: "stagin" },
  "connection-rejected": {
    ...pair,
    reason: 'environments: "stagin" is not an environment of web. [environment-not-found]',
  },
  "connection-variables-pending": { connection, missing: ["DATABASE_URL"], elapsedMs: 20_000 },
  "connection-polling-ended": { connection },
  "connection-deleted": { connection },
  "connection-inconsistent": {
    connection,
    contradiction: "store ir_… is in the team's list, but cannot be read by its id",
  },
  "connection-partly-visible": {
    connection,
    team: "team acme",
    visible: 0,
    total: 1,
    token: "Token: from environment variable VERCEL_API_TOKEN.",
  },
  "connection-not-found": { id: "spc_…", team: "team acme", stores: 3 },
  "connection-deletion-timed-out": { connection, elapsedMs: 60_000 },
  "connection-change-rejected": { connection },
  "connection-change-unsupported": { connection, status: 404 },
  "connection-change-unknown": { connection, elapsedMs: 60_000 },
  "connection-change-not-shown": { connection, elapsedMs: 60_000 },
  "connection-project-not-served": { ...pair, installation: "icfg_…", integration: "neon" },
  "connection-replacement-rejected": { connection },
  "connection-values-forbidden": { connection, names: ["DATABASE_URL"] },
  "connection-values-sensitive": { connection, names: ["DATABASE_URL"] },
  "connection-variables-missing": { connection, missing: ["DATABASE_URL"] },
  "connection-values-stale": { connection, reason: "500 from Vercel on GET /v3/env/pull/prj_…/development." },
};

export const cliExamples: Examples<typeof cliMessages> = {
  "wrong-usage": { problem: "unknown option '--tema' (Did you mean --team?)" },
  "output-not-written": { reason: "ENOSPC" },
  "stack-config-not-read": { stack: "dev", reason: "incorrect passphrase" },
  "cost-input-invalid": { source: "standard input", reason: "it is not one complete JSON document" },
  "cost-preview-failed": { source: "standard input" },
  "cost-above-maximum": { sum: "$69.00", max: "$50.00" },
  "cost-not-known": { sum: "at least $19.00" },
  "code-unknown": { code: "store-exist", meant: "store-exists" },
};

export const importExamples: Examples<typeof importMessages> = {
  "import-file-exists": { path: "stores.ts", mayBeReplaced: true },
  "import-file-not-written": { path: "stores.ts", reason: "the disk is full" },
  "import-stack-not-read": { path: "stack.json", reason: "it is not JSON" },
  "import-selection-empty": { selection: "--integration neon --project web" },
  "import-selection-not-found": { option: "--name", value: "shp-db", meant: "shop-db" },
  "import-cancelled": undefined,
};

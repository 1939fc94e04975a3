// An example of each API failure, from which docs/troubleshooting.md is generated. A code without one does not compile.
import type { ApiFailureCode } from "../../provider/src/errors/api-failures.ts";
import type { FailureKind, RequestFailure } from "../../provider/src/vercel/errors.ts";
import { kindOfStatus } from "./contract.ts";

export interface FailureExample {
  /** What the resource was being done to. */
  operation: "create" | "read" | "delete" | "update";
  failure: RequestFailure;
}

const STORE = "/v1/storage/stores/ir_B3d5f7h9k1m3p5r7";
const STORES = "/v1/storage/stores";
const DIRECT = "/v1/storage/stores/integration/direct";

type Response = Partial<RequestFailure> & { status: number };

function response(method: string, path: string, { status, ...said }: Response): RequestFailure {
  return {
    kind: kindOfStatus(status),
    outcome: "refused",
    method,
    path,
    status,
    team: "acme",
    requestId: "iad1::x7k2p-1795873883796",
    ...said,
  };
}

const creating = (said: Response): FailureExample => ({
  operation: "create",
  failure: response("POST", DIRECT, said),
});

const reading = (path: string, said: Response): FailureExample => ({
  operation: "read",
  failure: response("GET", path, said),
});

const missing = (path: string, detail: string) => reading(path, { status: 404, code: "not_found", detail });

/** A failure without a response of the API. */
const unanswered = (kind: FailureKind, more: Partial<RequestFailure> = {}): FailureExample => ({
  operation: "read",
  failure: { kind, outcome: "not sent", method: "GET", path: STORES, team: "acme", ...more },
});

export const failureExamples: Record<ApiFailureCode, FailureExample> = {
  "api-saml-required": reading(STORES, { status: 403, code: "forbidden", detail: "Not authorized", saml: true }),
  "api-terms-not-accepted": creating({ status: 403, code: "integration_terms_acceptance_required", detail: "Not yet" }),
  "api-payment-method-missing": creating({
    status: 402,
    code: "payment_required",
    detail: "The account is missing a payment method so payment method must be updated",
  }),
  "api-free-limit-reached": creating({ status: 400, detail: "The limit of one database on the free plan is reached" }),
  "api-quota-reached": creating({ status: 403, detail: "The storage quota of this team is exceeded" }),
  "api-billing-rejected": creating({ status: 400, code: "bad_request", detail: "Billing plan launch_v2 not found" }),
  "api-values-rejected": creating({
    status: 422,
    code: "validation_error",
    detail: "Failed to validate metadata",
    fields: [{ key: "region", message: "Region mars1 does not exist." }],
  }),
  "api-proxy-authentication": unanswered("unreachable", {
    detail: "the proxy responded with 407",
    proxyStatus: 407,
  }),
  "api-proxy-rejected": unanswered("unreachable", { detail: "the proxy responded with 403", proxyStatus: 403 }),
  "api-unauthorized": reading(STORES, { status: 401, code: "unauthorized", detail: "Not authorized" }),
  "api-wrong-scope": reading("/teams/acme", { status: 403, code: "forbidden", detail: "Not authorized" }),
  "api-forbidden": creating({
    status: 403,
    code: "forbidden",
    detail: "You don't have permission to create the integration resource (integrationResource:create)",
  }),
  "api-team-not-found": missing("/teams/acme", "The team was not found"),
  "api-connection-not-found": {
    operation: "delete",
    failure: response("DELETE", `${STORE}/connections/spc_4f6h8j0k`, {
      status: 404,
      detail: "Could not find the connection: spc_4f6h8j0k",
    }),
  },
  "api-project-not-found": missing("/v9/projects/prj_3d5f7h9k", "Could not find the project: prj_3d5f7h9k"),
  "api-product-not-found": creating({ status: 404, detail: "Could not find the integration product: neno" }),
  "api-installation-not-found": creating({
    status: 404,
    detail: "Could not find the integration configuration: icfg_7h9k1m3p",
  }),
  "api-store-not-found": missing(STORE, "Could not find the store: ir_B3d5f7h9k1m3p5r7"),
  "api-not-found": missing("/v2/integrations/integrations", "The requested path could not be found"),
  "api-payment-required": creating({ status: 402, code: "payment_required", detail: "The account is blocked" }),
  "api-store-in-use": {
    operation: "delete",
    failure: response("DELETE", `${STORES}/integration/ir_B3d5f7h9k1m3p5r7`, {
      status: 409,
      code: "conflict",
      detail: "The store is connected to projects",
    }),
  },
  "api-connection-conflict": {
    operation: "create",
    failure: response("POST", `${STORE}/connections`, { status: 409, code: "conflict", detail: "Conflict" }),
  },
  "api-conflict": creating({
    status: 409,
    code: "conflict",
    detail: "A store with the name shop-prod-db already exists",
  }),
  "api-bad-request": creating({ status: 400, code: "bad_request", detail: "Invalid request" }),
  "api-gone": reading(STORE, { status: 410, code: "gone", detail: "The store was deleted" }),
  "api-rate-limited": reading(STORES, {
    status: 429,
    code: "rate_limited",
    detail: "Vercel asks to wait 20 minutes; Too many requests",
  }),
  "api-server-error": reading(STORES, { status: 503, detail: "Service unavailable" }),
  "api-unexpected-status": reading(STORES, { status: 304 }),
  "api-unreadable": reading(STORES, { status: 200, kind: "unreadable", detail: "it is not JSON" }),
  "api-unexpected-form": reading(STORES, {
    status: 200,
    kind: "unexpected form",
    detail: "stores.0.id does not have the documented form",
  }),
  "api-redirect": unanswered("redirect"),
  "api-timeout": unanswered("timeout"),
  "api-connection-lost": unanswered("connection lost", { detail: "ECONNRESET" }),
  "api-unreachable": unanswered("unreachable", { detail: "ENOTFOUND" }),
  "api-untrusted": unanswered("untrusted", { detail: "SELF_SIGNED_CERT_IN_CHAIN" }),
  "api-cancelled": unanswered("cancelled"),
};

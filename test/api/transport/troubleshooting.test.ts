// Each row of the table of API failures, from a fault of a server, a proxy or the network to what a person reads.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";
import { type ApiFailure, type ApiFailureCode, apiFailures } from "../../../provider/src/errors/api-failures.ts";
import { toOperationError } from "../../../provider/src/errors/operation-error.ts";
import { render } from "../../../provider/src/errors/render.ts";
import { VercelError } from "../../../provider/src/vercel/errors.ts";
import type { ApiPath } from "../../../provider/src/vercel/path.ts";
import { client, failureOf, TOKEN } from "../../support/client.ts";
import { startForwardProxy } from "../../support/forward-proxy.ts";
import { type Answer, serve } from "../../support/raw-server.ts";
import { fine, json, reset, silence, text } from "../../support/responses.ts";

const CANARY = "canary-of-the-metadata";
const REQUEST_ID = "fra1::x7k2p-1795873883796";

const CREATE = "POST /v1/storage/stores/integration/direct";
const CONNECT = "POST /v1/storage/stores/ir_1/connections";
const DELETE = "DELETE /v1/storage/stores/integration/ir_1";
const LIST = "GET /v1/storage/stores";
const STORE = "GET /v1/storage/stores/ir_1";

interface Row {
  request: string;
  answer?: Answer;
  /** The status of a proxy in front of the server. */
  proxy?: number;
  /** Another URL than that of the server. */
  url?: (url: string) => string;
  mayWrite?: () => Promise<boolean>;
}

/** An error response that repeats the token and a value of the request. */
function says(status: number, error: Record<string, unknown>): Answer {
  const echo = { ...error, message: `${error.message ?? "No."} (${TOKEN}, ${CANARY})` };
  return json(status, { error: echo }, { "x-vercel-id": REQUEST_ID });
}

const notFound = (what: string) => says(404, { code: "not_found", message: `Could not find the ${what}: x` });
const forbidden = { code: "forbidden", message: "Not authorized" };
const fields = [{ key: "region", message: "No such region." }];

/** Every row, with each way to it. */
const faults: Record<ApiFailureCode, Row[]> = {
  "api-saml-required": [{ request: LIST, answer: says(403, { ...forbidden, saml: true, teamId: "team_1" }) }],
  "api-terms-not-accepted": [
    { request: CREATE, answer: says(403, { code: "integration_terms_acceptance_required" }) },
    { request: CREATE, answer: says(400, { message: "You must accept the terms of Neon first." }) },
  ],
  "api-payment-method-missing": [
    {
      request: CREATE,
      answer: says(402, { message: "The account is missing a payment so payment method must be updated" }),
    },
    { request: CREATE, answer: says(400, { code: "bad_request", message: "Please add a payment method." }) },
  ],
  "api-free-limit-reached": [
    { request: CREATE, answer: says(400, { message: "You have reached the limit of databases on the free plan." }) },
    { request: CREATE, answer: says(402, { message: "Free tier quota exceeded" }) },
  ],
  "api-quota-reached": [
    { request: CREATE, answer: says(403, { message: "Your team has exceeded its storage quota." }) },
    { request: CREATE, answer: says(400, { message: "Store limit reached" }) },
  ],
  "api-billing-rejected": [
    { request: CREATE, answer: says(400, { message: "Billing plan launch_v2 not found" }) },
    { request: CREATE, answer: says(400, { message: "There are no plans available for product neon" }) },
    { request: CREATE, answer: says(400, { message: "prepaymentAmountCents should be >= 50" }) },
    { request: CREATE, answer: says(400, { message: "Payment method pm_1 not found" }) },
  ],
  "api-values-rejected": [
    { request: CREATE, answer: says(422, { code: "unprocessable_entity" }) },
    { request: CREATE, answer: says(400, { code: "validation_error" }) },
    { request: CREATE, answer: says(400, { message: "metadata should have required property 'region'" }) },
    { request: CREATE, answer: says(400, { code: "bad_request", fields }) },
  ],
  "api-proxy-authentication": [{ request: CREATE, proxy: 407 }],
  "api-proxy-rejected": [{ request: CREATE, proxy: 403 }],
  "api-unauthorized": [
    { request: LIST, answer: says(401, { code: "unauthorized" }) },
    { request: LIST, answer: says(403, { ...forbidden, invalidToken: true }) },
  ],
  "api-wrong-scope": [
    { request: "GET /teams/acme", answer: says(403, forbidden) },
    { request: LIST, answer: says(403, { message: "You do not have access to the specified account" }) },
    { request: CREATE, answer: says(403, { message: "The token is limited to a project" }) },
  ],
  "api-forbidden": [
    { request: LIST, answer: says(403, forbidden) },
    { request: CREATE, answer: says(403, { ...forbidden, message: "(integrationResource:create)" }) },
    { request: CONNECT, answer: says(403, forbidden) },
    { request: DELETE, answer: says(403, forbidden) },
  ],
  "api-team-not-found": [{ request: "GET /teams/acme", answer: says(404, { code: "not_found" }) }],
  "api-connection-not-found": [
    { request: "DELETE /v1/storage/stores/ir_1/connections/spc_1", answer: notFound("connection") },
  ],
  "api-project-not-found": [
    { request: "GET /v9/projects/prj_1", answer: notFound("project") },
    { request: "GET /v3/env/pull/prj_1/development", answer: notFound("project") },
    { request: CONNECT, answer: notFound("project") },
  ],
  "api-product-not-found": [
    { request: CREATE, answer: notFound("integration product") },
    { request: "GET /v1/integrations/integration/oac_1/products/iap_1/plans", answer: notFound("product") },
  ],
  "api-installation-not-found": [
    { request: CREATE, answer: notFound("integration configuration") },
    { request: "GET /v1/integrations/configuration/icfg_1/products", answer: notFound("integration configuration") },
  ],
  "api-store-not-found": [
    { request: STORE, answer: notFound("store") },
    { request: DELETE, answer: notFound("store") },
    { request: CONNECT, answer: notFound("store") },
  ],
  "api-not-found": [{ request: "GET /v2/integrations/integrations", answer: notFound("page") }],
  "api-payment-required": [{ request: CREATE, answer: says(402, { code: "payment_required" }) }],
  "api-store-in-use": [{ request: DELETE, answer: says(409, { code: "conflict" }) }],
  "api-connection-conflict": [
    { request: CONNECT, answer: says(409, { code: "conflict" }) },
    { request: "PATCH /v1/storage/stores/ir_1/connections/spc_1", answer: says(409, {}) },
  ],
  "api-conflict": [
    { request: CREATE, answer: says(409, { code: "conflict", message: "A store with the name db already exists" }) },
  ],
  "api-bad-request": [
    { request: CREATE, answer: says(400, { code: "bad_request" }) },
    { request: LIST, answer: says(418, {}) },
    { request: CREATE, answer: says(451, {}) },
    { request: CREATE, answer: says(400, { message: "The name exceeds the limit of 128 characters" }) },
    { request: CONNECT, answer: says(400, { message: "A variable of the name BILLING_PLAN exists" }) },
  ],
  "api-gone": [{ request: STORE, answer: says(410, { code: "gone" }) }],
  // Its text is about a limit too, and its status is what counts.
  "api-rate-limited": [
    {
      request: LIST,
      answer: json(
        429,
        { error: { code: "rate_limited", message: "Free plan: limit reached" } },
        { "retry-after": "4000", "x-vercel-id": REQUEST_ID },
      ),
    },
  ],
  "api-server-error": [
    { request: LIST, answer: says(500, { code: "internal_server_error" }) },
    { request: CREATE, answer: says(503, { message: "Quota of the upstream exceeded" }) },
    { request: CREATE, answer: says(529, { message: "Accept the terms of the partner" }) },
    { request: CREATE, answer: text(502, "<html>Bad gateway</html>", { "x-vercel-id": REQUEST_ID }) },
  ],
  "api-unexpected-status": [{ request: LIST, answer: text(304, "") }],
  "api-unreadable": [
    { request: LIST, answer: text(200, `<html>${TOKEN} ${CANARY}</html>`) },
    // A page of a proxy or a firewall: neither the token nor the id is wrong.
    ...[400, 401, 402, 403, 404, 409, 410, 451].map((status) => ({
      request: CREATE,
      answer: text(status, `<html>${TOKEN} ${CANARY}</html>`, { "x-vercel-id": REQUEST_ID }),
    })),
    { request: STORE, answer: text(404, "not found", { "x-vercel-id": REQUEST_ID }) },
  ],
  "api-unexpected-form": [{ request: LIST, answer: json(200, { value: "fine", rows: [{ id: 1 }] }) }],
  "api-redirect": [{ request: LIST, answer: text(302, "", { location: `https://vercel.com/${CANARY}` }) }],
  "api-timeout": [
    { request: CREATE, answer: silence },
    { request: CREATE, answer: says(408, {}) },
  ],
  "api-connection-lost": [{ request: CREATE, answer: reset }],
  "api-unreachable": [{ request: CREATE, url: () => "http://api.vercel.invalid" }],
  "api-untrusted": [{ request: CREATE, url: (url) => url.replace("http:", "https:") }],
  "api-cancelled": [{ request: CREATE, mayWrite: async () => false }],
};

const schema = z.object({ rows: z.array(z.object({ id: z.string() })) });

/** What a person reads if the request fails so. */
async function messageOf({ request, answer = fine, proxy, url = (own) => own, mayWrite }: Row) {
  const server = await serve([answer]);
  const gate = proxy === undefined ? undefined : await startForwardProxy({ upstream: server.url, status: proxy });
  const [method = "", path = ""] = request.split(" ");
  const transport = client(gate ? "http://api.vercel.test" : url(server.url), {
    timings: { requestSeconds: 1 },
    ...(gate ? { proxies: { http: `http://${gate.address}`, https: "", except: "" } } : {}),
    ...(mayWrite ? { mayWrite } : {}),
  });
  const error = await failureOf(
    transport.send({
      method: method as "GET",
      path: path as ApiPath,
      query: { slug: "acme" },
      schema,
      deadlineSeconds: 0.5,
      ...(method === "POST" ? { body: { metadata: { region: CANARY } } } : { confidential: { region: CANARY } }),
    }),
  );
  const failure = toOperationError(error, { name: "create", resource: "shop-db" });
  return { error, failure, text: render(failure) };
}

const page = readFileSync(new URL("../../../docs/troubleshooting.md", import.meta.url), "utf8");
const rows = (Object.keys(faults) as ApiFailureCode[]).flatMap((code) => faults[code].map((row) => ({ code, ...row })));

test.each(rows)("P36 P27 $code after $request: step, page, request id, section, and no secret", async (row) => {
  const { code, nextStep, page: toOpen } = { ...row, ...apiFailures[row.code] } as typeof row & ApiFailure;
  const { error, failure, text } = await messageOf(row);

  expect(failure.code).toBe(code);
  expect(text).toContain(nextStep);
  if (toOpen !== undefined) {
    expect(text).toContain(toOpen.startsWith("https:") ? toOpen : `https://vercel.com/acme/~/${toOpen}`);
  }
  const request = (error.status ?? 0) < 400 ? "" : ` (request ${REQUEST_ID})`;
  expect(text).toContain(`[${code}]${request} See `);
  expect(text.split("#").at(-1)).toBe(code);
  expect(page.match(new RegExp(`^## ${code}$`, "gm"))).toHaveLength(1);
  for (const secret of [TOKEN, CANARY]) expect(text).not.toContain(secret);
});

test.each([
  ["401", says(401, forbidden)],
  ["403 with a page of its own", says(403, { ...forbidden, saml: true })],
  [
    "403 with an action",
    says(403, { ...forbidden, action: "Ask an owner", link: "https://vercel.com/teams/acme/owners" }),
  ],
])("P36 the token's source stands before the page to open: %s", async (_, answer) => {
  const { error } = await messageOf({ request: LIST, answer });
  const tokenHint = "Token: from stack config.";
  const text = render(toOperationError(error, { name: "read", resource: "shop-db", tokenHint }));

  expect(text).toMatch(/\. Token: from stack config\. See https:\S+ \[api-\S+\] \(request \S+\) See \S+$/);
  expect(text.match(/https:/g)).toHaveLength(1);
});

test("P36 the page of a team is named without its slug, too, and no token where another one does not help", async () => {
  const terms = says(403, { code: "integration_terms_acceptance_required" });
  const { error } = await messageOf({ request: CREATE, answer: terms });
  const withId = new VercelError({ ...error.failure, team: "team_Acme1nC0rp5Rt8Wq3Zx6Lk" });
  const text = render(toOperationError(withId, { name: "create", resource: "shop-db", tokenHint: "Token: x." }));

  expect(text).toContain("See https://vercel.com/d?to=%2F%5Bteam%5D%2F~%2Fintegrations [");
  expect(text).not.toContain("Token: x.");
});

test("P36 a page in place of the API is not called a rejection of the token", async () => {
  const { error } = await messageOf({ request: LIST, answer: text(403, "<html>Blocked</html>") });
  const tokenHint = "Token: from stack config.";
  const message = render(toOperationError(error, { name: "read", resource: "shop-db", tokenHint }));

  expect(message).toContain("Unreadable response (403)");
  expect(message).not.toMatch(/token/i);
});

test("P36 the page has a section for each row, and each code is that of one message only", () => {
  const sections = [...page.matchAll(/^## (api-.+)$/gm)].map(([, code]) => code);
  expect(new Set(sections)).toEqual(new Set(Object.keys(apiFailures)));
  expect(sections).toHaveLength(Object.keys(apiFailures).length);
  const errors = readFileSync(new URL("../../../docs/errors.md", import.meta.url), "utf8");
  const codes = [...errors.matchAll(/^### ([a-z-]+)$|^\| \[?`([a-z-]+)`/gm)].map(
    ([, heading, cell]) => heading ?? cell,
  );
  expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
  for (const [, code] of page.matchAll(/errors\.md#([a-z-]+)/g))
    expect(errors.toLowerCase()).toMatch(new RegExp(`^##+ ${code}$`, "m"));
  for (const [, code] of errors.matchAll(/troubleshooting\.md#([a-z-]+)/g)) expect(sections).toContain(code);
});

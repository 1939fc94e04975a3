// Nothing secret is in an error, however it is printed, and whatever the server repeats of what it was sent.
import { inspect } from "node:util";
import { expect, test } from "vitest";
import { render } from "../../../provider/src/errors/render.ts";
import { ApiClient } from "../../../provider/src/vercel/api/client.ts";
import { listPlans } from "../../../provider/src/vercel/api/integrations.ts";
import { createStore } from "../../../provider/src/vercel/api/stores.ts";
import type { VercelError } from "../../../provider/src/vercel/errors.ts";
import { client, failureOf, post, TOKEN } from "../../support/client.ts";
import { type Answer, serve } from "../../support/raw-server.ts";
import { json, reset, text } from "../../support/responses.ts";

const IN_METADATA = 'canary "of" the\nmetadata';
const IN_LIST = "canary-of-a-list";
const IN_PROTOCOL = "canary-of-the-protocol";
const IN_QUERY = "canary-of-the-query";
const IN_ADDRESS = "canary/of@the-address";

const canaries = [TOKEN, TOKEN.slice(4), "canary"];

const body = {
  name: "shop-prod-db",
  integrationConfigurationId: "icfg_1",
  integrationProductIdOrSlug: "neon",
  metadata: { password: IN_METADATA, users: [IN_LIST] },
  protocolSettings: { deep: { er: IN_PROTOCOL } },
};

/** Says everything back, in message, code and id of the request. */
const echoing: Answer = (response, request) => {
  const said = [
    `Not with ${request.headers.authorization}: ${TOKEN}`,
    `password ${IN_METADATA} ${JSON.stringify(IN_METADATA)} ${encodeURIComponent(IN_METADATA)}`,
    `${IN_LIST}, ${IN_PROTOCOL}`,
    `see postgres://user:${IN_ADDRESS}@db.example/shop`,
  ].join("; ");
  json(
    400,
    { error: { code: `bad_${IN_LIST}_${TOKEN}`, message: said } },
    { "x-vercel-id": `fra1::${TOKEN}` },
  )(response, request);
};

function expectNoCanary(error: VercelError): void {
  const printed = [
    inspect(error, { showHidden: true, getters: true, depth: Infinity }),
    JSON.stringify(error),
    JSON.stringify(Object.getOwnPropertyDescriptors(error)),
    String(error),
    error.stack,
    render(error),
  ].join("\n");
  for (const canary of canaries) expect(printed).not.toContain(canary);
  expect(error.cause).toBeUndefined();
}

const acme = (url: string) => new ApiClient(client(url), "acme");
const options = { deadlineSeconds: 10 };

test("P29 an error repeats no token, metadata, protocol setting or credentials that the server says back", async () => {
  const { url } = await serve([echoing]);

  const error = await failureOf(createStore(acme(url), body, options));

  expectNoCanary(error);
  expect(error.message).toContain("400 from Vercel on POST /v1/storage/stores/integration/direct");
});

test("P29 an error repeats no metadata of a request for plans, which travels in the query", async () => {
  const { url, arrivals } = await serve([json(400, { error: { code: "bad_request", message: `No ${IN_QUERY}` } })]);
  const request = { integrationId: "oac_1", productId: "iap_1", integrationConfigurationId: "icfg_1" };

  const error = await failureOf(listPlans(acme(url), { ...request, metadata: { region: IN_QUERY } }));

  expect(arrivals[0]?.url).toContain(IN_QUERY);
  expectNoCanary(error);
  expect(error.message).toContain("No [hidden]");
});

for (const [name, answer] of Object.entries({
  "a reset": reset,
  "a redirect": text(302, "", { location: `https://user:${TOKEN}@canary.example/` }),
  "a page": text(200, `<html>${TOKEN}</html>`),
  "an answer of another form": json(200, { value: { secret: "canary" } }),
  "a page under an error status": text(500, `<html>${TOKEN} canary</html>`),
})) {
  test(`P29 an error after ${name} holds nothing of what was sent or answered`, async () => {
    const { url } = await serve([answer]);

    expectNoCanary(await failureOf(client(url).send({ ...post, body, query: { metadata: IN_QUERY } })));
  });
}

test("P36 a refusal may name what is no secret: the name, the product, the plan", async () => {
  const message = "Plan pro_v2 of neon is not available for shop-prod-db.";
  const { url } = await serve([json(400, { error: { code: "bad_request", message } })]);

  const error = await failureOf(createStore(acme(url), { ...body, billingPlanId: "pro_v2" }, options));

  expect(error.message).toContain("Plan pro_v2 of neon is not available for shop-prod-db");
});

test("P27 the id of a request is shown, whatever the metadata is", async () => {
  const id = "iad1::iad1::x7k2p-1795873883796";
  const { url } = await serve([json(400, { error: { message: "No." } }, { "x-vercel-id": id })]);

  const error = await failureOf(createStore(acme(url), { ...body, metadata: { region: "iad1" } }, options));

  expect(error.requestId).toBe(id);
});

test("P27 a name is quoted, also if a value of the metadata is the same", async () => {
  const { url } = await serve([json(400, { error: { message: "No plan pro_v2 for shop-prod-db and other." } })]);
  const metadata = { label: "shop-prod-db", plan: "pro_v2", note: "other" };

  const error = await failureOf(createStore(acme(url), { ...body, billingPlanId: "pro_v2", metadata }, options));

  expect(error.detail).toBe("No plan pro_v2 for shop-prod-db and [hidden].");
});

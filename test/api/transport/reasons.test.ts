// What the API says besides its message: fields, an action, a link, single sign-on, terms.
import { describe, expect, test } from "vitest";
import { toOperationError } from "../../../provider/src/errors/operation-error.ts";
import { nextStepOf, render } from "../../../provider/src/errors/render.ts";
import { ApiClient } from "../../../provider/src/vercel/api/client.ts";
import { createStore } from "../../../provider/src/vercel/api/stores.ts";
import { client, failureOf, post, TOKEN } from "../../support/client.ts";
import { serve } from "../../support/raw-server.ts";
import { json } from "../../support/responses.ts";

const SECRET = "canary-of-the-metadata";

/** What a person reads if the API answers a creation with this. */
async function textFor(status: number, answer: unknown): Promise<string> {
  const { url } = await serve([json(status, answer, { "x-vercel-id": "fra1::abc" })]);
  const error = await failureOf(client(url).send({ ...post, confidential: [SECRET] }));
  return render(toOperationError(error, { name: "create", resource: "shop-db" }));
}

const fields = [
  { key: "region", message: "Region mars1 does not exist." },
  { key: "size", message: `At most 8, not ${SECRET}` },
];

describe("P36 the fields of a rejection are named with their reasons", () => {
  test.each<[string, unknown]>([
    ["in the error", { error: { code: "validation_error", message: "Invalid.", fields } }],
    ["beside the error", { error: { code: "bad_request", message: "Invalid." }, fields }],
    ["without a wrapper", { code: "validation_error", message: "Invalid.", fields }],
    ["without a message", { error: { code: "validation_error", fields } }],
    ["in a list of errors", { errors: [{ code: "validation_error", fields }] }],
    [
      "in the partner's own error",
      { error: { code: "bad_request", message: "Invalid.", error: { code: "validation_error", fields } } },
    ],
    [
      "in the details of the error",
      { error: { code: "bad_request", details: { validation_error: { message: "Invalid.", fields } } } },
    ],
    [
      "as an object",
      { error: { code: "validation_error", fields: { region: fields[0]?.message, size: [fields[1]?.message] } } },
    ],
  ])("%s", async (_, answer) => {
    const text = await textFor(422, answer);

    expect(text).toContain("region: Region mars1 does not exist");
    expect(text).toContain("size: At most 8, not [hidden]");
    expect(text).toMatch(/\[api-values-rejected\] \(request fra1::abc\) See \S+#api-values-rejected$/);
    expect(text).not.toContain(SECRET);
  });

  test("as far as a message can hold them, and whatever their form is", async () => {
    const many = Array.from({ length: 500 }, (_, index) => ({ key: `key${index}`, message: "x".repeat(500) }));
    const odd = [null, 1, "Set a region.", { key: 1 }, { message: "No key." }, { key: "size", message: 2 }, [[]]];

    expect((await textFor(422, { error: { fields: many } })).length).toBeLessThan(5_000);
    const text = await textFor(422, { error: { fields: odd } });
    expect(text).toContain("Set a region");
    expect(text).toContain("No key");
    expect(await textFor(422, { error: { message: "Invalid.", fields: "region" } })).toContain(": Invalid. ");
  });
});

describe("P36 the API's own action is the next step", () => {
  const terms = { action: "Accept the terms", link: "https://vercel.com/acme/~/integrations/accept-terms/neon" };

  test("with its link, and nothing that contradicts it", async () => {
    const text = await textFor(403, { error: { code: "forbidden", message: "Terms.", ...terms } });

    expect(text).toContain(`${terms.action}. See ${terms.link} [`);
    expect(text).not.toContain("admin");
    expect(text).not.toContain("Use a token");
    expect(text).toMatch(/\[api-forbidden\] \(request fra1::abc\) See \S+#api-forbidden$/);
  });

  test.each([
    "http://vercel.com/x",
    "https://vercel.com.example/x",
    "https://evil.example/vercel.com",
    "https://user:secret@vercel.com/x",
    "https://vercel.com@evil.example/x",
    "javascript:alert(1)//vercel.com",
    `https://vercel.com/?token=${TOKEN}`,
    `https://vercel.com/${SECRET}`,
    "not a link",
  ])("without a link that is not Vercel's or repeats a secret: %s", async (link) => {
    const text = await textFor(403, { error: { code: "forbidden", message: "Terms.", action: "Upgrade", link } });

    expect(text).toContain(" Upgrade. [api-forbidden]");
    expect(text).not.toContain("://");
    expect(text).not.toContain(SECRET);
  });

  test("and a link alone is shown beside the step", async () => {
    const link = "https://docs.vercel.com/errors/x";
    const text = await textFor(400, { error: { code: "bad_request", message: "No.", link } });

    expect(text).toContain(link);
  });

  test("also in a failure that has text of its own", async () => {
    const { url } = await serve([json(400, { error: { message: "No.", ...terms } })]);
    const cause = await failureOf(client(url).send(post));
    const { OperationError } = await import("../../../provider/src/errors/operation-error.ts");

    expect(render(new OperationError({ code: "x", text: "It failed.", cause }))).toContain(terms.link);
  });
});

test.each([
  { error: { code: "forbidden", message: "Not authorized", saml: true, teamId: "team_1" } },
  { error: { code: "forbidden", message: "Not authorized" }, saml: true },
])("P36 a team that requires single sign-on gets its own advice", async (answer) => {
  const text = await textFor(403, answer);

  expect(text).toContain("SAML");
  expect(text).not.toContain("Use a token of");
});

test.each([
  { error: { code: "integration_terms_acceptance_required", message: "Not yet." } },
  { error: { code: "forbidden", message: "You must accept the terms of Neon first." } },
])("P36 terms that are not accepted name the page that accepts them", async (answer) => {
  const { url } = await serve([json(403, answer)]);
  const body = { name: "db", integrationConfigurationId: "icfg_1", integrationProductIdOrSlug: "neon", metadata: {} };
  const options = { deadlineSeconds: 10, mayBeSent: async () => true };

  const error = await failureOf(createStore(new ApiClient(client(url), "acme"), body, options));

  expect(nextStepOf(error)).toContain("https://vercel.com/acme/~/integrations");
  expect(nextStepOf(error)).not.toContain("token");
});

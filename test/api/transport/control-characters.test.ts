// Control characters of a response: removed from everything that a person sees, kept in the values of secrets.

import { expect, test } from "vitest";
import { z } from "zod";
import { render } from "../../../provider/src/errors/render.ts";
import { ApiClient } from "../../../provider/src/vercel/api/client.ts";
import { getVariableValue, pullEnvironment } from "../../../provider/src/vercel/api/projects.ts";
import { getStoreSecrets, listStores } from "../../../provider/src/vercel/api/stores.ts";
import { client, failureOf, get } from "../../support/client.ts";
import { serve } from "../../support/raw-server.ts";
import { json, text } from "../../support/responses.ts";

const HOSTILE = "L\u001b]0;pwned\u0007\u001b[2J\u009b\u202e\u2028aunch";
const CLEAN = "L ]0;pwned [2J aunch";

test("P50 a list of stores has no control characters", async () => {
  const { url } = await serve([json(200, { stores: [{ id: "ir_1", name: HOSTILE, product: { name: HOSTILE } }] })]);

  const { stores } = await listStores(new ApiClient(client(url), "acme"));

  expect(stores).toMatchObject([{ name: CLEAN, product: { name: CLEAN } }]);
});

test("P50 an error has no control characters, wherever the response has them", async () => {
  const error = { code: HOSTILE, message: HOSTILE, action: HOSTILE, fields: [{ key: HOSTILE, message: HOSTILE }] };
  const { url } = await serve([json(400, { error })]);

  const failure = await failureOf(client(url).send(get));

  expect(`${render(failure)} ${failure.code}`).not.toMatch(/[\p{Cc}\u2028\u202e]/u);
});

test("P28 values of secrets are returned byte by byte", async () => {
  const secret = `p\u0000\u0007\r\n\t\u0085\u2028\u202ess <{%fg 1%}>`;
  const { url } = await serve([
    json(200, { data_URL: secret }),
    json(200, { env: { URL: secret } }),
    json(200, { value: secret }),
  ]);
  const api = new ApiClient(client(url), "acme");

  expect(await getStoreSecrets(api, "ir_1")).toEqual({ data_URL: secret });
  expect(await pullEnvironment(api, "prj_1", "production")).toEqual({ URL: secret });
  expect(await getVariableValue(api, "prj_1", "env_1")).toBe(secret);
});

test("P16 a response that is nested too deeply is unreadable, and nothing worse", async () => {
  const depth = 200_000;
  const { url } = await serve([text(200, `${"[".repeat(depth)}${"]".repeat(depth)}`)]);
  const request = { ...get, method: "POST" as const, schema: z.unknown() };

  expect(await failureOf(client(url).send(request))).toMatchObject({ kind: "unreadable", outcome: "unknown" });
});

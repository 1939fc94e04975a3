// Errors become text in one place: text, cause, code, request id. Nothing secret is in an error, however it is printed.
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { messagesOf } from "../../../provider/src/errors/messages.ts";
import {
  codeOf,
  OperationError,
  PartialStateError,
  toOperationError,
} from "../../../provider/src/errors/operation-error.ts";
import { render, renderCause } from "../../../provider/src/errors/render.ts";
import { ValidationError } from "../../../provider/src/errors/validation-error.ts";
import { VercelError } from "../../../provider/src/vercel/errors.ts";
import { SettingsError } from "../../../provider/src/vercel/settings.ts";

const { fail, say } = messagesOf({
  "store-exists": ({ store }: { store: string }) => `${store} already exists. Use a different name.`,
});
const reset = new VercelError({
  kind: "connection lost",
  outcome: "unknown",
  method: "POST",
  path: "/v1/storage/stores/integration/direct",
  detail: "ECONNRESET",
  requestId: "fra1::abc",
});
const creation = { name: "create", resource: "shop-db" };

test("P36 an error with text of its own ends with its code", () => {
  expect(render(fail("store-exists", { store: "shop-db" }))).toBe(
    "shop-db already exists. Use a different name. [store-exists]",
  );
  expect(say("store-exists", { store: "shop-db" })).toBe(
    "shop-db already exists. Use a different name. [store-exists]",
  );
});

test("P36 the cause follows the text, and its request id the code", () => {
  expect(render(fail("store-exists", { store: "shop-db" }, reset))).toBe(
    "shop-db already exists. Use a different name. Cause: The connection to Vercel was lost during POST " +
      "/v1/storage/stores/integration/direct: ECONNRESET. [store-exists] (request fra1::abc)",
  );
});

test("P36 an API failure without text names the operation, the resource and the next step", () => {
  expect(render(toOperationError(reset, creation))).toMatch(
    /^Could not create shop-db\. The connection .*ECONNRESET\. Check the connection, then run again\. \[api-connection-lost\] \(request fra1::abc\) See \S+#api-connection-lost$/,
  );
});

test("an operation is named once: by the innermost one that has text", () => {
  const error = toOperationError(fail("store-exists", { store: "shop-db" }), creation);

  expect(toOperationError(error, { name: "update", resource: "other" })).toBe(error);
  expect(error.operation).toEqual(creation);
});

describe("codes", () => {
  test.each([
    [reset, "api-connection-lost"],
    [new SettingsError("apiToken", "No token.", { missing: true }), "token-missing"],
    [new SettingsError("team", "Not a team."), "settings-invalid"],
    [new Error("bug"), "unexpected"],
    [undefined, "unexpected"],
    [fail("store-exists", { store: "" }), "store-exists"],
    [new PartialStateError(fail("store-exists", { store: "" }), "ir_1", {}), "store-exists"],
  ])("of %s is %s", (error, code) => {
    expect(codeOf(error)).toBe(code);
    expect(render(error)).toContain(`[${code}]`);
  });
});

test("each issue of a validation has its own code, and the error that of the first", () => {
  const error = new ValidationError([
    { code: "metadata-required", path: "metadata.region", problem: "is required by Neon" },
    {
      code: "argument-unknown",
      path: "nmae",
      problem: "is not an argument",
      given: "nmae",
      options: [{ value: "name" }],
    },
  ]);

  expect(error.code).toBe("metadata-required");
  expect(render(error)).toBe(
    "metadata.region: is required by Neon. [metadata-required] " +
      "nmae: is not an argument. Valid values: name. Did you mean name? [argument-unknown]",
  );
});

test("P29 the state of a partial failure, which holds secrets, is in no print of the error", () => {
  const error = new PartialStateError(fail("store-exists", { store: "shop-db" }), "ir_1", { secrets: "canary" });
  const printed = [
    inspect(error, { showHidden: true, getters: true, depth: Infinity }),
    JSON.stringify(error),
    JSON.stringify(Object.getOwnPropertyDescriptors(error)),
    String(error),
    error.stack,
  ].join("\n");

  expect(printed).not.toContain("canary");
  expect(error.state()).toEqual({ secrets: "canary" });
});

test("P36 a long text is cut, its code and request id are not", () => {
  const long = messagesOf({ long: ({ text }: { text: string }) => text }).fail(
    "long",
    { text: "x".repeat(9_000) },
    reset,
  );

  expect(render(long, 8_000)).toMatch(/^x{8000} \[long\] \(request fra1::abc\)$/);
});

test("a rejected argument as a cause has no code of its own", () => {
  const cause = new ValidationError([{ code: "project-not-found", path: "projectId", problem: "does not exist" }]);

  expect(render(fail("store-exists", { store: "shop-db" }, cause))).toBe(
    "shop-db already exists. Use a different name. Cause: projectId: does not exist. [store-exists]",
  );
});

test("P13 a resource that stays in the state is named so, and only in the text", () => {
  const failure = toOperationError(reset, creation);
  const partial = new PartialStateError(failure, "ir_1", {});

  expect(render(partial)).toMatch(/^Could not create shop-db, which stays in the state\./);
  expect(partial.operation?.resource).toBe("shop-db");
});

test("every thrown value has a text", () => {
  const odd: unknown[] = [undefined, null, "text", Object.create(null), new Error(""), { toString: () => fail }];
  for (const thrown of odd) expect(render(thrown)).toMatch(/.+ \[unexpected\]$/);
  expect(renderCause(new OperationError({ code: "x", text: "A text." }))).toBe("A text.");
});

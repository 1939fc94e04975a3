// The kinds of API failures: their text, their code, and how an error is recognised.
import { expect, test } from "vitest";
import { toOperationError } from "../../../provider/src/errors/operation-error.ts";
import { nextStepOf, render } from "../../../provider/src/errors/render.ts";
import {
  type FailureKind,
  failureKinds,
  kindOfStatus,
  type RequestFailure,
  VercelError,
} from "../../../provider/src/vercel/errors.ts";
import { type Account, tokenOrigin } from "../../../provider/src/vercel/settings.ts";

const statuses: Partial<Record<FailureKind, number>> = {
  "bad request": 400,
  unauthorized: 401,
  "payment required": 402,
  forbidden: 403,
  "not found": 404,
  conflict: 409,
  gone: 410,
  "rate limited": 429,
  "server error": 502,
  "unexpected status": 304,
  unreadable: 200,
};

/** A failure of this kind, as the transport reports it. */
function failure(kind: FailureKind): RequestFailure {
  const status = statuses[kind];
  return {
    kind,
    outcome: "unknown",
    method: "POST",
    path: PATH,
    ...(status === undefined ? {} : { status, detail: "What the API said.", requestId: "fra1::x7k2p" }),
  };
}

/** A path that no special row is about. */
const PATH = "/v2/integrations/integrations";
const PAGE = "pulumi-vercel-marketplace/docs/troubleshooting.md";
const creation = { name: "create", resource: "shop-prod-db" };

test("P36 every kind of failure says what failed, why, what to do next, its code and the request", () => {
  for (const kind of failureKinds) {
    const error = new VercelError(failure(kind));
    const text = render(toOperationError(error, creation));

    expect(error.message).toMatch(/^[A-Z0-9][^\n]*[^.\s]\.$/);
    expect(nextStepOf(error)).toMatch(/^[A-Z][^\n]*\.( See https:\S+)?$/);
    const code = `api-${kind.replaceAll(" ", "-")}`;
    const request = kind in statuses ? " (request fra1::x7k2p)" : "";
    expect(text).toBe(
      `Could not create shop-prod-db. ${error.message} ${nextStepOf(error)} [${code}]${request} See ${PAGE}#${code}`,
    );
    expect(text).toContain(`POST ${PATH}`);
    expect(error.requestId).toBe(kind in statuses ? "fra1::x7k2p" : undefined);
  }
});

test("P36 a status has the kind that its number says, known or not", () => {
  const kindsOf = [304, 400, 401, 402, 403, 404, 408, 409, 410, 418, 422, 429, 451, 500, 502, 503, 504, 529].map(
    (status) => `${status} ${kindOfStatus(status)}`,
  );

  expect(kindsOf).toEqual([
    "304 unexpected status",
    "400 bad request",
    "401 unauthorized",
    "402 payment required",
    "403 forbidden",
    "404 not found",
    "408 timeout",
    "409 conflict",
    "410 gone",
    "418 bad request",
    "422 bad request",
    "429 rate limited",
    "451 bad request",
    "500 server error",
    "502 server error",
    "503 server error",
    "504 server error",
    "529 server error",
  ]);
});

test("P36 a rejected token says where it came from", () => {
  const account = { apiToken: "tok", team: undefined, apiUrl: "https://api.vercel.com", createWithoutList: false };
  const rejected = (tokenSource: Account["tokenSource"]) =>
    render(
      toOperationError(new VercelError(failure("unauthorized")), {
        ...creation,
        tokenHint: tokenOrigin({ ...account, tokenSource }),
      }),
    );

  expect(rejected("environment variable VERCEL_TOKEN")).toContain(
    " Token: from environment variable VERCEL_TOKEN. See https://vercel.com/account/settings/tokens [api-unauthorized]",
  );
  expect(rejected("stack config")).toContain("--run-program");
});

test("P24 only what may pass by itself is called retryable", () => {
  const retryable = failureKinds.filter((kind) => new VercelError(failure(kind)).retryable);

  expect(retryable).toEqual(["rate limited", "server error", "timeout", "connection lost", "unreachable"]);
});

test("P36 an error of another installed copy of this package is recognised, an error that looks like one is not", () => {
  const marker = Symbol.for("pulumi-vercel-marketplace.VercelError");

  expect(VercelError.isInstance(new VercelError(failure("gone")))).toBe(true);
  expect(VercelError.isInstance(Object.defineProperty(new Error("x"), marker, { value: true }))).toBe(true);
  for (const other of [new Error("x"), { name: "VercelError", status: 404 }, null, undefined, "404"]) {
    expect(VercelError.isInstance(other)).toBe(false);
  }
});

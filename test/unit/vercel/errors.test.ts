// What a person reads for each kind of failure, in one place, and how an error is recognised.
import { expect, test } from "vitest";
import { describeFailure } from "../../../provider/src/lifecycle/core/operation.ts";
import {
  type FailureKind,
  kindOfStatus,
  nextSteps,
  type RequestFailure,
  VercelError,
} from "../../../provider/src/vercel/errors.ts";

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

const kinds = Object.keys(nextSteps) as FailureKind[];

/** A failure of this kind, as the transport reports it. */
function failure(kind: FailureKind): RequestFailure {
  const status = statuses[kind];
  return {
    kind,
    outcome: "unknown",
    method: "POST",
    path: "/v1/storage/stores/integration/direct",
    ...(status === undefined ? {} : { status, detail: "What the API said.", requestId: "fra1::x7k2p" }),
  };
}

test("P36 every kind of failure says what happened, to which request, and what to do next", () => {
  const sentences = kinds.map((kind) => describeFailure(new VercelError(failure(kind)), "create shop-prod-db"));

  expect(sentences.join("\n")).toMatchInlineSnapshot(`
    "Could not create shop-prod-db. 400 from Vercel on POST /v1/storage/stores/integration/direct: What the API said (request fra1::x7k2p). Correct what the message names, then run again.
    Could not create shop-prod-db. 401 from Vercel on POST /v1/storage/stores/integration/direct: What the API said (request fra1::x7k2p). Use a token that is valid and not expired.
    Could not create shop-prod-db. 402 from Vercel on POST /v1/storage/stores/integration/direct: What the API said (request fra1::x7k2p). Add or update the team's payment method in the Vercel dashboard, then run again.
    Could not create shop-prod-db. 403 from Vercel on POST /v1/storage/stores/integration/direct: What the API said (request fra1::x7k2p). Use a token of a member of the team who may do this: only an admin of the installation can create stores.
    Could not create shop-prod-db. 404 from Vercel on POST /v1/storage/stores/integration/direct: What the API said (request fra1::x7k2p). Check the id and the team, and that the token belongs to that team.
    Could not create shop-prod-db. 409 from Vercel on POST /v1/storage/stores/integration/direct: What the API said (request fra1::x7k2p). Look at the store in the Vercel dashboard: its present state does not allow this.
    Could not create shop-prod-db. 410 from Vercel on POST /v1/storage/stores/integration/direct: What the API said (request fra1::x7k2p). It was removed at Vercel: run \`pulumi refresh\` to take note of it.
    Could not create shop-prod-db. 429 from Vercel on POST /v1/storage/stores/integration/direct: What the API said (request fra1::x7k2p). Wait a minute, then run again.
    Could not create shop-prod-db. 502 from Vercel on POST /v1/storage/stores/integration/direct: What the API said (request fra1::x7k2p). Wait a few minutes, then run again. See https://www.vercel-status.com for incidents.
    Could not create shop-prod-db. 304 from Vercel on POST /v1/storage/stores/integration/direct: What the API said (request fra1::x7k2p). Check that the API address is right (vercel:apiUrl).
    Could not create shop-prod-db. Vercel gave an answer that cannot be read (200) to POST /v1/storage/stores/integration/direct: What the API said (request fra1::x7k2p). Check that the API address is right (vercel:apiUrl), and that no proxy answers in its place.
    Could not create shop-prod-db. A redirect was answered, and not followed, to POST /v1/storage/stores/integration/direct. Check that the API address is right (vercel:apiUrl): the token is never sent on to another address.
    Could not create shop-prod-db. No answer from Vercel in time to POST /v1/storage/stores/integration/direct. Check the connection, then run again.
    Could not create shop-prod-db. The connection to Vercel broke during POST /v1/storage/stores/integration/direct. Check the connection, then run again.
    Could not create shop-prod-db. Vercel cannot be reached for POST /v1/storage/stores/integration/direct. Check the connection and the API address (vercel:apiUrl), then run again.
    Could not create shop-prod-db. Who answers at the address of Vercel is not trusted: POST /v1/storage/stores/integration/direct. Check the API address (vercel:apiUrl) and the certificates that this machine trusts.
    Could not create shop-prod-db. Cancelled: POST /v1/storage/stores/integration/direct. Run again."
  `);
});

test("P36 every kind that has an answer of the API carries the id of the request", () => {
  for (const kind of Object.keys(statuses) as FailureKind[]) {
    const error = new VercelError(failure(kind));
    expect(error.message).toContain("(request fra1::x7k2p).");
    expect(error.requestId).toBe("fra1::x7k2p");
  }
});

test("P36 every failure is one sentence, and one more for the next step", () => {
  for (const kind of kinds) {
    const error = new VercelError(failure(kind));
    expect(error.message).toMatch(/^[A-Z0-9][^\n]*[^.\s]\.$/);
    expect(error.nextStep).toMatch(/^[A-Z][^\n]*\.$/);
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
    "408 bad request",
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

test("P36 a refused token says where it came from", () => {
  const account = { apiToken: "tok", team: undefined, apiUrl: "https://api.vercel.com" };
  const refused = new VercelError(failure("unauthorized"));

  expect(describeFailure(refused, "read it", { ...account, tokenSource: "environment variable VERCEL_TOKEN" })).toMatch(
    / Token: from environment variable VERCEL_TOKEN\.$/,
  );
  expect(describeFailure(refused, "read it", { ...account, tokenSource: "stack config" })).toContain("--run-program");
});

test("P24 only what may pass by itself is called retryable", () => {
  const retryable = kinds.filter((kind) => new VercelError(failure(kind)).retryable);

  expect(retryable).toEqual(["rate limited", "server error", "timeout", "cut off", "unreachable"]);
});

test("P36 an error of another installed copy of this package is recognised, an error that looks like one is not", () => {
  const marker = Symbol.for("pulumi-vercel-marketplace.VercelError");

  expect(VercelError.isInstance(new VercelError(failure("gone")))).toBe(true);
  expect(VercelError.isInstance(Object.defineProperty(new Error("x"), marker, { value: true }))).toBe(true);
  for (const other of [new Error("x"), { name: "VercelError", status: 404 }, null, undefined, "404"]) {
    expect(VercelError.isInstance(other)).toBe(false);
  }
});

// Random faults: every kind of the emulator, at every point and route, also several times in a row.
import fc from "fast-check";
import type { BarrierGiven } from "vercel-marketplace-emulator";
import { BY_ID, CREATE, DELETE, LIST, SECRETS } from "../../support/process-context.ts";
import type { Fault } from "./schedule.ts";

/** In real time, because deadlines are timers. Longer ones cost time; a busy machine misses shorter ones. */
export const DEADLINE_SECONDS = 0.2;

/** Longer than any deadline: the server carries out a request after its client has given up. */
export const AFTER_DEADLINE_MS = 300;

const CATALOGUE = "GET /v1/integrations/*";
const storeRoutes = [CREATE, CREATE, LIST, BY_ID, DELETE, SECRETS] as const;
const routes = [...storeRoutes, CATALOGUE, "*"] as const;
const points = ["before-commit", "after-commit", "answer"] as const;

const retryAfter = fc.constantFrom(
  "0",
  "0.3",
  "2",
  "-7",
  "99999999999",
  "Wed, 21 Oct 2099 07:28:00 GMT",
  "Wed, 21 Oct 2015 07:28:00 GMT",
  "later",
  undefined,
);

const finalStatuses = [400, 401, 402, 403, 404, 409, 410, 422] as const;
const ambiguousStatuses = [408, 500, 502, 503, 504] as const;

const status = fc.oneof(
  fc.record({ kind: fc.constant("status" as const), status: fc.constantFrom(...finalStatuses) }),
  fc.record({ kind: fc.constant("status" as const), status: fc.constantFrom(...ambiguousStatuses) }),
);

const rateLimit = fc
  .record({ kind: fc.constant("status" as const), status: fc.constant(429), retryAfter })
  .map(({ retryAfter: after, ...limit }) => (after === undefined ? limit : { ...limit, retryAfter: after }));

const response = fc.oneof(
  fc.constantFrom(
    { kind: "reset" as const },
    { kind: "truncated" as const },
    { kind: "null-store" as const },
    { kind: "other-shape" as const },
    { kind: "not-json" as const },
    { kind: "not-json" as const, status: 502 },
    { kind: "redirect" as const, location: "http://127.0.0.1:9/elsewhere" },
    { kind: "slow" as const, ms: 15 },
  ),
  status,
);

/** Each of these costs a deadline of real time. */
const timeoutKind = fc.constantFrom(
  { kind: "hang" as const },
  { kind: "drip" as const, gapMs: 20 },
  { kind: "slow" as const, ms: AFTER_DEADLINE_MS },
);

const times = fc.constantFrom(1, 1, 1, 2, 3, 6);
const skip = fc.constantFrom(0, 0, 0, 1, 2);

const anyFault = fc
  .record({
    route: fc.constantFrom(...routes),
    at: fc.constantFrom(...points),
    kind: fc.oneof({ weight: 8, arbitrary: response }, { weight: 2, arbitrary: rateLimit }),
    times,
    skip,
  })
  .map(({ kind, ...rest }) => ({ ...rest, ...kind }));

const timeout = fc
  .record({ route: fc.constantFrom(...storeRoutes), at: fc.constantFrom(...points), kind: timeoutKind, skip })
  .map(({ kind, ...rest }) => ({ ...rest, ...kind, times: 1 }));

const staleList = fc.record({ kind: fc.constant("stale list" as const), times: fc.constantFrom(1, 2, 5) });

/** The most dangerous fault: a lost or invalid response to a creation. */
const lostCreation = fc
  .record({ at: fc.constantFrom("before-commit" as const, "after-commit" as const), kind: response, skip })
  .map(({ kind, ...rest }) => ({ route: CREATE, ...rest, ...kind, times: 1 }));

/** A store that exists, and that the server does not find for a while. */
const hidden = fc.record({
  route: fc.constantFrom(BY_ID, BY_ID, DELETE),
  at: fc.constantFrom(...points),
  kind: fc.constant("status" as const),
  status: fc.constantFrom(404, 404, 410),
  times,
  skip,
});

const anyFaults: fc.Arbitrary<Fault[]> = fc.array(
  fc.oneof<fc.WeightedArbitrary<Fault>[]>(
    { weight: 6, arbitrary: anyFault },
    { weight: 3, arbitrary: lostCreation },
    { weight: 2, arbitrary: hidden },
    { weight: 1, arbitrary: staleList },
    { weight: 1, arbitrary: timeout },
  ),
  { maxLength: 4 },
);

/**
 * A creation that is carried out although it was rejected is found by the next list, and a deletion that is not carried
 * out although it was accepted by the next GET. If that response is wrong too, no client can know: so only one of the
 * two is wrong at a time.
 */
export const faults: fc.Arbitrary<Fault[]> = anyFaults
  .map((all) => (all.some(isFalseRejection) ? all.filter(({ kind }) => kind !== "stale list") : all))
  .map((all) => (all.some(isFalseAcceptance) ? all.filter((fault) => !hidesStores(fault)) : all));

/** The response to a deletion only has to be JSON. */
function isFalseAcceptance(fault: Fault): boolean {
  if (fault.kind !== "null-store" && fault.kind !== "other-shape") return false;
  return fault.at === "before-commit" && (fault.route === DELETE || fault.route === "*");
}

function hidesStores(fault: Fault): boolean {
  if (fault.kind !== "status" || (fault.status !== 404 && fault.status !== 410)) return false;
  return fault.route === BY_ID || fault.route === "*";
}

function isFalseRejection(fault: Fault): boolean {
  if (fault.kind !== "status" || fault.at === "before-commit") return false;
  return fault.status < 500 && (fault.route === CREATE || fault.route === "*");
}

export const crashPoint: fc.Arbitrary<BarrierGiven> = fc.record({
  route: fc.constantFrom(...storeRoutes),
  at: fc.constantFrom("before-commit" as const, "after-commit" as const, "after-answer" as const),
});

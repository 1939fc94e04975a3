// Random faults: every kind of the emulator, at every point and route, several times in a row.
import fc from "fast-check";
import type { BarrierGiven } from "vercel-marketplace-emulator";
import { BY_ID, CREATE, DELETE, LIST, SECRETS } from "../../support/process-context.ts";
import type { Trouble } from "./schedule.ts";

/** Real time: deadlines are timers. Longer ones cost time, shorter ones are missed by a busy machine. */
export const DEADLINE_SECONDS = 0.2;

/** Longer than any deadline: what is sent is carried out after its client has given up. */
export const TOO_LATE_MS = 300;

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

const clearStatuses = [400, 401, 402, 403, 404, 409, 410, 422] as const;
const unclearStatuses = [408, 500, 502, 503, 504] as const;

const status = fc.oneof(
  fc.record({ kind: fc.constant("status" as const), status: fc.constantFrom(...clearStatuses) }),
  fc.record({ kind: fc.constant("status" as const), status: fc.constantFrom(...unclearStatuses) }),
);

const rateLimit = fc
  .record({ kind: fc.constant("status" as const), status: fc.constant(429), retryAfter })
  .map(({ retryAfter: after, ...limit }) => (after === undefined ? limit : { ...limit, retryAfter: after }));

const spoiled = fc.oneof(
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

/** Each costs a deadline of real time. */
const silent = fc.constantFrom(
  { kind: "hang" as const },
  { kind: "drip" as const, gapMs: 20 },
  { kind: "slow" as const, ms: TOO_LATE_MS },
);

const often = fc.constantFrom(1, 1, 1, 2, 3, 6);
const skip = fc.constantFrom(0, 0, 0, 1, 2);

const anyFault = fc
  .record({
    route: fc.constantFrom(...routes),
    at: fc.constantFrom(...points),
    kind: fc.oneof({ weight: 8, arbitrary: spoiled }, { weight: 2, arbitrary: rateLimit }),
    times: often,
    skip,
  })
  .map(({ kind, ...rest }) => ({ ...rest, ...kind }))
  .filter(tellsNoLie);

/** 429 says that nothing was done. A server that acts and then says so cannot be told from one that does not. */
function tellsNoLie(fault: { route: string; at: string; status?: number }): boolean {
  return fault.status !== 429 || fault.at === "before-commit" || fault.route.startsWith("GET ");
}

const silence = fc
  .record({ route: fc.constantFrom(...storeRoutes), at: fc.constantFrom(...points), kind: silent, skip })
  .map(({ kind, ...rest }) => ({ ...rest, ...kind, times: 1 }));

const lateList = fc.record({ kind: fc.constant("late list" as const), times: fc.constantFrom(1, 2, 5) });

/** What hurts most: an answer that was lost, or that tells nothing. */
const lostCreation = fc
  .record({ at: fc.constantFrom("before-commit" as const, "after-commit" as const), kind: spoiled, skip })
  .map(({ kind, ...rest }) => ({ route: CREATE, ...rest, ...kind, times: 1 }));

/** A store that is there, and of which the server says for a while that it is not. */
const hidden = fc.record({
  route: fc.constantFrom(BY_ID, BY_ID, DELETE),
  at: fc.constantFrom(...points),
  kind: fc.constant("status" as const),
  status: fc.constantFrom(404, 404, 410),
  times: often,
  skip,
});

const anyTroubles: fc.Arbitrary<Trouble[]> = fc.array(
  fc.oneof<fc.WeightedArbitrary<Trouble>[]>(
    { weight: 6, arbitrary: anyFault },
    { weight: 3, arbitrary: lostCreation },
    { weight: 2, arbitrary: hidden },
    { weight: 1, arbitrary: lateList },
    { weight: 1, arbitrary: silence },
  ),
  { maxLength: 4 },
);

/**
 * A creation that is carried out and refused is found by the next look, and a deletion that is accepted and not carried
 * out is seen by it. Where that look is not true either, nobody could know: a server says one untruth at a time.
 */
export const troubles: fc.Arbitrary<Trouble[]> = anyTroubles
  .map((all) => (all.some(isFalseRefusal) ? all.filter(({ kind }) => kind !== "late list") : all))
  .map((all) => (all.some(isFalseAcceptance) ? all.filter((trouble) => !hides(trouble)) : all));

/** Nothing is read of the answer to a deletion but that it is JSON. */
function isFalseAcceptance(trouble: Trouble): boolean {
  if (trouble.kind !== "null-store" && trouble.kind !== "other-shape") return false;
  return trouble.at === "before-commit" && (trouble.route === DELETE || trouble.route === "*");
}

function hides(trouble: Trouble): boolean {
  if (trouble.kind !== "status" || (trouble.status !== 404 && trouble.status !== 410)) return false;
  return trouble.route === BY_ID || trouble.route === "*";
}

function isFalseRefusal(trouble: Trouble): boolean {
  if (trouble.kind !== "status" || trouble.at === "before-commit") return false;
  return trouble.status < 500 && (trouble.route === CREATE || trouble.route === "*");
}

export const crashPoint: fc.Arbitrary<BarrierGiven> = fc.record({
  route: fc.constantFrom(...storeRoutes),
  at: fc.constantFrom("before-commit" as const, "after-commit" as const, "after-answer" as const),
});

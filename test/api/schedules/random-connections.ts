// Random schedules of connections: programs, faults, weaker tokens, kills, and what others do in the dashboard.
import fc from "fast-check";
import type { FaultGiven } from "vercel-marketplace-emulator";
import {
  CHANGE,
  CONNECT,
  CONNECT_WITH_PREFIX,
  CONNECTIONS,
  DISCONNECT,
  PULL,
  STORE,
  VARIABLE,
  VARIABLES,
} from "../../support/connection.ts";

type Project = "web" | "worker";

export interface Declaration {
  store: 0 | 1;
  project: Project;
  environments: string[];
  envVarPrefix: string | undefined;
}

export interface Run {
  command: "up" | "refresh";
  /** Whether the engine carries out its steps at the same time. */
  atOnce: boolean;
  faults: FaultGiven[];
  lingerMs: number;
  /** How long responses show a changed connection as it was. */
  lateMs: number;
  kill: { route: string; at: "before-commit" | "after-commit" } | undefined;
}

export type Action =
  | { action: "run"; run: Run }
  | { action: "follow" }
  | { action: "declare"; slot: number; declaration: Declaration }
  | { action: "change"; slot: number; environments: string[] | undefined; envVarPrefix: string | undefined }
  | { action: "move"; from: number; to: number }
  | { action: "remove"; slot: number }
  | { action: "rename"; slot: number; to: number }
  | { action: "others connect"; declaration: Declaration }
  | { action: "others edit"; which: number; environments: string[] | undefined; envVarPrefix: string | undefined }
  | { action: "others disconnect"; which: number }
  | { action: "others remove a variable"; which: number }
  | { action: "others add a variable"; project: Project; key: string; environment: string };

const environments = fc.constantFrom<string[]>(["production"], ["production", "preview"], ["preview"], ["development"]);
const envVarPrefix = fc.constantFrom(undefined, undefined, "MAIN", "MAIN_", "OTHER");
const declaration: fc.Arbitrary<Declaration> = fc.record({
  store: fc.constantFrom(0 as const, 0 as const, 1 as const),
  project: fc.constantFrom("web" as const, "web" as const, "worker" as const),
  environments,
  envVarPrefix,
});
const status = fc.constantFrom(400, 401, 403, 403, 404, 405, 409, 500, 502);
const routes = [
  CONNECT,
  CONNECT,
  CONNECT,
  CONNECT_WITH_PREFIX,
  CHANGE,
  CHANGE,
  CHANGE,
  DISCONNECT,
  STORE,
  CONNECTIONS,
  PULL,
  VARIABLES,
  VARIABLE,
];
const at = fc.constantFrom("before-commit" as const, "after-commit" as const, "answer" as const);
const times = fc.constantFrom(1, 1, 2, 5);
const skip = fc.constantFrom(0, 0, 1);
const fault: fc.Arbitrary<FaultGiven[]> = fc.oneof(
  fc
    .record({ route: fc.constantFrom(...routes), at, times, skip, status })
    .map((given): FaultGiven[] => [{ ...given, kind: "status" }]),
  fc
    .record({
      route: fc.constantFrom(...routes),
      at,
      times,
      skip,
      kind: fc.constantFrom("reset" as const, "truncated" as const),
    })
    .map((given): FaultGiven[] => [given]),
  // Tokens that may read less, in three degrees; and a response that shows nothing.
  fc
    .constantFrom([PULL], [PULL, VARIABLE], [PULL, VARIABLE, VARIABLES])
    .map((some) =>
      some.map((route): FaultGiven => ({ route, at: "answer", kind: "status", status: 403, times: null })),
    ),
  fc.constant<FaultGiven[]>([
    { route: PULL, at: "answer", kind: "other-shape", body: { env: {} }, times: null },
    { route: VARIABLES, at: "answer", kind: "other-shape", body: { envs: [] }, times: null },
  ]),
);

/** A write that is rejected although it was carried out shows in the store. If that cannot be read, no client can know. */
function withOneLie(faults: FaultGiven[]): FaultGiven[] {
  const isLie = (one: FaultGiven) => one.kind === "status" && one.status < 500 && one.at !== "before-commit";
  const hasLie = faults.some((one) => isLie(one) && !one.route?.startsWith("GET"));
  return hasLie ? faults.filter(({ route }) => route !== STORE && route !== CONNECTIONS) : faults;
}

const run: fc.Arbitrary<Run> = fc.record({
  command: fc.constantFrom("up" as const, "up" as const, "up" as const, "refresh" as const),
  atOnce: fc.boolean(),
  faults: fc.array(fault, { maxLength: 2 }).map((all) => withOneLie(all.flat())),
  lingerMs: fc.constantFrom(0, 0, 3_000, 20_000),
  lateMs: fc.constantFrom(0, 0, 3_000, 20_000),
  kill: fc.option(
    fc.record({
      route: fc.constantFrom(CONNECT, CHANGE, CHANGE, DISCONNECT),
      at: fc.constantFrom("before-commit" as const, "after-commit" as const),
    }),
    { nil: undefined, freq: 4 },
  ),
});
const slot = fc.constantFrom(0, 0, 1, 1, 2);
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ action: fc.constant("run" as const), run }) },
  { weight: 3, arbitrary: fc.record({ action: fc.constant("follow" as const) }) },
  { weight: 5, arbitrary: fc.record({ action: fc.constant("declare" as const), slot, declaration }) },
  {
    weight: 8,
    arbitrary: fc.record({
      action: fc.constant("change" as const),
      slot,
      environments: fc.option(environments, { nil: undefined, freq: 3 }),
      envVarPrefix,
    }),
  },
  { weight: 2, arbitrary: fc.record({ action: fc.constant("move" as const), from: slot, to: slot }) },
  { weight: 1, arbitrary: fc.record({ action: fc.constant("remove" as const), slot }) },
  { weight: 1, arbitrary: fc.record({ action: fc.constant("rename" as const), slot, to: slot }) },
  { weight: 1, arbitrary: fc.record({ action: fc.constant("others connect" as const), declaration }) },
  {
    weight: 1,
    arbitrary: fc.record({
      action: fc.constant("others edit" as const),
      which: fc.nat(3),
      environments: fc.option(environments, { nil: undefined }),
      envVarPrefix,
    }),
  },
  { weight: 1, arbitrary: fc.record({ action: fc.constant("others disconnect" as const), which: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ action: fc.constant("others remove a variable" as const), which: fc.nat(9) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      action: fc.constant("others add a variable" as const),
      project: fc.constantFrom("web" as const, "worker" as const),
      key: fc.constantFrom("DATABASE_URL", "MAIN_DATABASE_URL"),
      environment: fc.constantFrom("production", "preview", "development"),
    }),
  },
);
/** A program of connections, and what happens to it. */
export const schedule = fc.record({
  program: fc.array(declaration, { minLength: 1, maxLength: 3 }),
  actions: fc.array(action, { minLength: 2, maxLength: 14 }),
});

// The end of a schedule: no more faults, the user does what the errors ask for, and everything must be in order.
import { isDeepStrictEqual } from "node:util";
import { render } from "../../../provider/src/errors/render.ts";
import type { Failure } from "./engine.ts";
import { idsIn, violation } from "./invariants.ts";
import { OTHER_TEAM, type ScheduleRun } from "./schedule-run.ts";
import { productOf, toArguments } from "./user.ts";

const MAX_ROUNDS = 16;

export async function recover(run: ScheduleRun): Promise<void> {
  run.history.push("--- no more faults");
  repairStores(run);
  await releaseMovedStores(run);
  await refreshChangedStores(run);
  await runUntilSuccess(run);
  await declareMissingStores(run);
  assertStateEqualsServer(run);
  await assertStoresAreComplete(run);
  await assertNothingChanges(run);
}

/** A store with a terminal status is repaired at Vercel or at the partner, as its error asks for. */
function repairStores({ emulator }: ScheduleRun): void {
  for (const { id, status } of emulator.stores.list()) {
    if (status !== "available") emulator.stores.edit(id, { status: "available" });
  }
}

/** P45. A refresh fails for a store that was moved, and its user removes it from the state. */
async function releaseMovedStores(run: ScheduleRun): Promise<void> {
  const { emulator, state, invariants } = run;
  const moved = [...state].filter(([, { id, outputs }]) => {
    const store = emulator.stores.get(id);
    return store !== undefined && store.teamId !== outputs.teamId;
  });
  if (moved.length > 0) {
    const { failures } = await run.withoutFaults("refresh");
    if (!failures.some(({ error }) => error.code === "store-moved")) throw violation("a moved store is not reported");
    for (const [resource] of moved) run.release(resource);
  }
  // Those that no state has: of runs that were interrupted.
  for (const { id, teamId } of emulator.stores.list()) {
    if (teamId === emulator.state.team(OTHER_TEAM)?.id) invariants.released.add(id);
  }
}

/** `up` does not read unchanged resources: only a refresh notices that a store was deleted, repaired or changed. */
async function refreshChangedStores(run: ScheduleRun): Promise<void> {
  const { failures } = await run.withoutFaults("refresh");
  assertSuccess("a refresh without faults", failures);
}

async function runUntilSuccess(run: ScheduleRun): Promise<void> {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const { failures } = await run.withoutFaults("up");
    if (failures.length === 0) return;
    run.followErrors();
  }
  throw violation("following the errors does not lead to a successful run");
}

/** A store of an interrupted creation whose resource left the program is found again if it is declared again. */
async function declareMissingStores(run: ScheduleRun): Promise<void> {
  const { program, invariants, state } = run;
  const missing = invariants.storesOfProgram().filter(({ id }) => !idsIn(state).includes(id));
  for (const store of missing) {
    const { id, name, metadata } = store;
    const product = productOf(store);
    const region = (metadata.region ?? metadata.primaryRegion) as "iad1" | "fra1";
    const args = toArguments({ name: "shop", product, region, allowReplacement: true, externalId: undefined });
    program.set(`again-${id}`, { ...args, name });
    await runUntilSuccess(run);
  }
}

function assertStateEqualsServer({ invariants, state }: ScheduleRun): void {
  const onServer = invariants.storesOfProgram().map(({ id }) => id);
  const inState = idsIn(state);
  if (!isDeepStrictEqual([...onServer].sort(), [...inState].sort())) {
    throw violation(`on the server: ${onServer.join(", ") || "none"}; in the state: ${inState.join(", ") || "none"}`);
  }
}

/** Secrets that could not be read at creation come with a refresh. */
async function assertStoresAreComplete(run: ScheduleRun): Promise<void> {
  for (const { id, outputs, incomplete } of run.state.values()) {
    if (outputs.status !== "available" || outputs.secrets === undefined || incomplete) {
      throw violation(`${id} is not complete: ${outputs.status}`);
    }
  }
  const { failures } = await run.withoutFaults("refresh");
  assertSuccess("a refresh without faults", failures);
  for (const { id, outputs } of run.state.values()) {
    const { stores } = run.emulator;
    if (!isDeepStrictEqual(outputs.secrets, stores.secretValues(id)))
      throw violation(`${id} does not have its secrets`);
    if (outputs.billingPlan?.id !== stores.get(id)?.billingPlan?.id) throw violation(`${id} does not have its plan`);
  }
}

/** P1. */
async function assertNothingChanges(run: ScheduleRun): Promise<void> {
  const { steps, failures } = await run.withoutFaults("up");
  assertSuccess("an unchanged program", failures);
  const changes = steps.filter((step) => !/: same /.test(step));
  if (changes.length > 0) throw violation(`an unchanged program has changes: ${changes.join("; ")}`);
}

function assertSuccess(what: string, [first]: readonly Failure[]): void {
  if (first !== undefined) throw violation(`${what} fails: ${render(first.error)}`);
}

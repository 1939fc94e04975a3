// The end of a schedule: nothing goes wrong any more, a person does what the messages ask for, and all must be well.
import { isDeepStrictEqual } from "node:util";
import { broken, idsOf } from "./invariants.ts";
import type { Shop } from "./program.ts";
import { argsOf, productOf } from "./user.ts";

const MOST_ROUNDS = 16;

export async function endWell(shop: Shop): Promise<void> {
  shop.story.push("--- nothing goes wrong any more");
  mendAtVercel(shop);
  await takeNoteOfDeletions(shop);
  await settle(shop);
  await declareForgotten(shop);
  await everyStoreIsHeldOnce(shop);
  await everyStoreIsReady(shop);
  await nothingIsLeftToDo(shop);
}

/** A store in a bad state is mended at Vercel or at the partner, as its message says. */
function mendAtVercel({ emulator }: Shop): void {
  for (const { id, status } of emulator.stores.list()) {
    if (status !== "available") emulator.stores.edit(id, { status: "available" });
  }
}

/** `up` does not look at what has not changed: a store that is gone is only noticed by a refresh. */
async function takeNoteOfDeletions(shop: Shop): Promise<void> {
  if (idsOf(shop.state).every((id) => shop.emulator.stores.get(id) !== undefined)) return;
  const { failures } = await shop.calmly("refresh");
  if (failures.length > 0) throw broken(`a calm refresh fails: ${failures[0]?.message}`);
}

/** Runs and follows the messages until there are none. */
async function settle(shop: Shop): Promise<void> {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const { failures } = await shop.calmly("up");
    if (failures.length === 0) return;
    shop.follow();
  }
  throw broken("the messages lead nowhere");
}

/** Stores of creations that were cut off, and whose resources the program has given up, are found by declaring them again. */
async function declareForgotten(shop: Shop): Promise<void> {
  const { emulator, program, promises, state } = shop;
  const forgotten = promises.made().filter(({ id }) => !idsOf(state).includes(id));
  for (const store of forgotten) {
    const { id, name, metadata } = store;
    if (promises.unseen.has(name)) {
      emulator.stores.remove(id);
      continue;
    }
    const product = productOf(store);
    const region = (metadata.region ?? metadata.primaryRegion) as "iad1" | "fra1";
    const args = argsOf({ name: "shop", product, region, allowReplacement: true, externalId: undefined });
    program.set(`again-${id}`, { ...args, name });
    await settle(shop);
  }
}

async function everyStoreIsHeldOnce({ promises, state }: Shop): Promise<void> {
  const made = promises.made().map(({ id }) => id);
  const held = idsOf(state);
  if (!isDeepStrictEqual([...made].sort(), [...held].sort())) {
    throw broken(`at Vercel: ${made.join(", ") || "none"}; in the state: ${held.join(", ") || "none"}`);
  }
}

/** Connection details that Vercel did not hand out when a store was made come with a refresh. */
async function everyStoreIsReady(shop: Shop): Promise<void> {
  for (const { id, outputs, unfinished } of shop.state.values()) {
    if (outputs.status !== "available" || outputs.secrets === undefined || unfinished) {
      throw broken(`${id} is not finished: ${outputs.status}`);
    }
  }
  const { failures } = await shop.calmly("refresh");
  if (failures.length > 0) throw broken(`a calm refresh fails: ${failures[0]?.message}`);
  for (const { id, outputs } of shop.state.values()) {
    if (!isDeepStrictEqual(outputs.secrets, shop.emulator.stores.secretValues(id))) {
      throw broken(`${id} has not its connection details`);
    }
  }
}

/** P1. */
async function nothingIsLeftToDo(shop: Shop): Promise<void> {
  const { steps, failures } = await shop.calmly("up");
  if (failures.length > 0) throw broken(`an unchanged program fails: ${failures[0]?.message}`);
  const changes = steps.filter((step) => !/: same /.test(step));
  if (changes.length > 0) throw broken(`an unchanged program changes something: ${changes.join("; ")}`);
}

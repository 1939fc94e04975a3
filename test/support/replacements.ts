// Replacements as the engine carries them out: the order of its calls for each way to replace a store.
import type { Emulator } from "vercel-marketplace-emulator";
import { expect } from "vitest";
import { DEFAULT_NAME_KEY, type StoreInputs, type StoreState } from "../../provider/src/contract/integration-store.ts";
import { integrationStore } from "../../provider/src/lifecycle/integration-store/index.ts";
import { checked, createStore, neon, type ProcessContext, processOf } from "./process-context.ts";

export type Arguments = StoreInputs & Record<string, unknown>;

export interface Resource {
  id: string;
  state: StoreState;
}

/** The arguments as the constructor sends them. */
export const unnamed: Arguments = {
  integration: "neon",
  metadata: { region: "iad1" },
  [DEFAULT_NAME_KEY]: "shop-dev-db",
};
export const named: Arguments = { ...neon, [DEFAULT_NAME_KEY]: "shop-dev-db" };

/** The calls for a store whose diff the engine overrules, as `replaceOnChanges` does. */
export async function replaceOnChanges(run: ProcessContext, { id, state }: Resource, args: Arguments) {
  const inputs = await checked(run, args, state);
  const { replaces } = await integrationStore.diff(run, id, state, inputs);
  expect(replaces).toEqual([]);
  return checked(run, args);
}

/** The calls for a changed `replacementTrigger`. */
export async function trigger(run: ProcessContext, { state }: Resource, args: Arguments) {
  await checked(run, args, state);
  return checked(run, args);
}

/** The calls for `--replace` and `pulumi state taint`. */
export async function force(run: ProcessContext, _: Resource, args: Arguments) {
  return checked(run, args);
}

export const options = [
  { option: "replaceOnChanges", plan: replaceOnChanges },
  { option: "replacementTrigger", plan: trigger },
];

/** The rest of a replacement in an update. */
export async function replace(run: ProcessContext, { id, state }: Resource, inputs: StoreInputs): Promise<Resource> {
  await integrationStore.delete(run, id, state);
  return integrationStore.create(run, inputs);
}

export async function adopted(emulator: Emulator): Promise<Resource> {
  const { id } = emulator.stores.seed({ name: "shop-db", integration: "neon", metadata: { region: "iad1" } });
  return createStore(processOf(emulator), { ...named, adopt: id });
}

export async function byDiff(run: ProcessContext, { id, state }: Resource, args: Arguments): Promise<StoreInputs> {
  const changed = { ...args, metadata: { region: "fra1" } };
  const { replaces } = await integrationStore.diff(run, id, state, await checked(run, changed, state));
  expect(replaces).toContain("metadata");
  return checked(run, changed);
}

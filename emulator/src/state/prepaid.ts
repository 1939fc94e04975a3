// Credits of prepaid plans. A store holds its own, or its installation holds those of all its stores.
import type { Installation } from "../seed/accounts.js";
import type { ServerState, StoredStore } from "./world.js";

/** Adds the prepayment of a new store to its own credits or to those of its installation, as its plan says. */
export function addPrepayment({ world }: ServerState, store: StoredStore): void {
  const { type, scope } = store.billingPlan;
  if (type !== "prepayment") return;
  const holder: StoredStore | Installation | undefined =
    scope === "resource" ? store : world.installations.find(({ id }) => id === store.integrationConfigurationId);
  if (!holder) return;
  holder.prepaid = {
    ...holder.prepaid,
    balance: (holder.prepaid?.balance ?? 0) + (store.prepaymentAmountCents ?? 0),
  };
}

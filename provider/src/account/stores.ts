// The stores of a team, listed once for all who ask at the same time, and what this process itself did to them.

import { listStores, type StoreListing } from "../vercel/api/list-stores";
import type { Clock } from "../vercel/clock";
import type { Store } from "../vercel/schemas";
import type { Transport } from "../vercel/transport";
import { Recent } from "./cache";
import { Turns } from "./keyed-mutex";

export class StoreList {
  private readonly listings: Recent<StoreListing>;
  private readonly created = new Map<string, Store>();
  private readonly deleted = new Set<string>();
  private readonly unclear = new Set<string>();
  private trustedFrom = 0;
  private readonly turns = new Turns();

  constructor(
    private readonly transport: Transport,
    private readonly clock: Clock,
    private readonly maxAgeSeconds: number,
  ) {
    this.listings = new Recent(clock);
  }

  /**
   * The team's stores as of at most a few seconds ago, with what this process created and without what it deleted.
   * Creates and reads that ask at the same time share one request.
   */
  async recent(team: string | undefined): Promise<Store[]> {
    const notBefore = Math.max(this.trustedFrom, this.clock.now() - this.maxAgeSeconds * 1000);
    return this.corrected((await this.listing(team, notBefore)).stores);
  }

  /** The team's stores by a list that is asked for from now on. */
  async fresh(team: string | undefined): Promise<StoreListing> {
    const listing = await this.listing(team, this.clock.now());
    return { ...listing, stores: this.corrected(listing.stores) };
  }

  /** Takes note of a store that this process made; it counts even where a list does not show it yet. */
  noteCreated(store: Store): void {
    this.created.set(store.id, store);
  }

  /** From now on no list that was asked for before is relied on: something may have been made that this process did not see. */
  outdate(): void {
    this.trustedFrom = this.clock.now();
  }

  /** Takes note of a creation that may still be carried out, long after it was given up. */
  noteUnclear(name: string): void {
    this.unclear.add(name);
  }

  isUnclear(name: string): boolean {
    return this.unclear.has(name);
  }

  noteDeleted(id: string): void {
    this.deleted.add(id);
    this.created.delete(id);
  }

  /** Whether a store was made by this process: it belongs to another resource of the program. */
  madeHere(id: string): boolean {
    return this.created.has(id);
  }

  /** Runs the creations of one name one after the other, so that the second one sees the first one's store. */
  inTurn<Result>(name: string, act: () => Promise<Result>): Promise<Result> {
    return this.turns.take(name, act);
  }

  private listing(team: string | undefined, notBefore: number): Promise<StoreListing> {
    return this.listings.get(team ?? "", notBefore, () => listStores(this.transport, team));
  }

  private corrected(stores: readonly Store[]): Store[] {
    const listed = new Set(stores.map(({ id }) => id));
    const missing = [...this.created.values()].filter(({ id }) => !listed.has(id));
    return [...stores, ...missing].filter(({ id }) => !this.deleted.has(id));
  }
}

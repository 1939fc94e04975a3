// The stores of a team: one list shared by concurrent creations and reads, corrected by what this process did.
import type { ApiClient } from "../vercel/api/client";
import type { Store } from "../vercel/api/stores";
import { getStore, listStores, type StoreListing } from "../vercel/api/stores";
import type { Clock } from "../vercel/clock";
import { Cache } from "./cache";

export class Stores {
  private readonly lists: Cache<StoreListing>;
  private readonly details: Cache<Store>;
  private readonly created = new Map<string, Store>();
  private readonly deleted = new Set<string>();
  private readonly unresolved = new Set<string>();
  private validFrom = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly api: (team: string | undefined) => ApiClient,
    private readonly clock: Clock,
    private readonly maxAgeSeconds: number,
  ) {
    this.lists = new Cache(clock);
    this.details = new Cache(clock);
  }

  /**
   * The team's stores as of a few seconds ago, with those that this process created and without those that it deleted:
   * a list may lag behind a creation or deletion.
   */
  async listRecent(team: string | undefined): Promise<Store[]> {
    return this.corrected((await this.list(team, Math.max(this.validFrom, this.recently()))).stores);
  }

  /** The team's stores by a list that is requested from now on. */
  async listNow(team: string | undefined): Promise<StoreListing> {
    const listing = await this.list(team, this.clock.monotonic());
    return { ...listing, stores: this.corrected(listing.stores) };
  }

  /** One store with its connections. A request that was sent before `notBefore` is too old. */
  get(team: string | undefined, id: string, notBefore: number): Promise<Store> {
    return this.details.get(JSON.stringify([team ?? "", id]), { notBefore }, () => getStore(this.api(team), id));
  }

  /** The oldest request that still answers where a few seconds do not matter. */
  recently(): number {
    return this.clock.monotonic() - this.maxAgeSeconds * 1000;
  }

  /** No list that was requested before now is used again: a store may have been created that this process did not see. */
  invalidateLists(): void {
    this.validFrom = this.clock.monotonic();
  }

  recordCreated(store: Store): void {
    this.created.set(store.id, store);
  }

  recordDeleted(id: string): void {
    this.deleted.add(id);
    this.created.delete(id);
  }

  /** Records a creation whose POST may still be carried out, after every list of this run. */
  recordUnresolved(creation: string): void {
    this.unresolved.add(creation);
  }

  isUnresolved(creation: string): boolean {
    return this.unresolved.has(creation);
  }

  /** Whether this process deleted the store. */
  wasDeleted(id: string): boolean {
    return this.deleted.has(id);
  }

  private list(team: string | undefined, notBefore: number): Promise<StoreListing> {
    return this.lists.get(team ?? "", { notBefore }, () => listStores(this.api(team)));
  }

  private corrected(stores: readonly Store[]): Store[] {
    const listed = new Set(stores.map(({ id }) => id));
    const missing = [...this.created.values()].filter(({ id }) => !listed.has(id));
    return [...stores, ...missing].filter(({ id }) => !this.deleted.has(id));
  }
}

// One account's API client, with everything that a process has learnt through it and that its resources share.
import type { Timings } from "../contract/timings";
import { getTeam } from "../vercel/api/teams";
import type { Clock } from "../vercel/clock";
import { Traffic } from "../vercel/rate-limiter";
import type { Account } from "../vercel/settings";
import { Transport } from "../vercel/transport";
import { Catalogue } from "./catalogue";
import { Memo } from "./memo";
import { Connections } from "./projects";
import { StoreList } from "./stores";

export interface SessionOptions {
  account: Account;
  timings: Timings;
  clock: Clock;
  signal?: AbortSignal;
}

export class Session {
  readonly account: Account;
  readonly transport: Transport;
  readonly catalogue: Catalogue;
  readonly stores: StoreList;
  readonly connections: Connections;
  private readonly teamSlugs = new Memo<string>();

  constructor(options: SessionOptions) {
    const { account, timings, clock } = options;
    this.account = account;
    this.transport = new Transport({ ...options, traffic: new Traffic(timings.inFlight, clock) });
    this.catalogue = new Catalogue(this.transport);
    this.stores = new StoreList(this.transport, clock, timings.listMaxAgeSeconds);
    this.connections = new Connections(this.transport, clock);
  }

  /** The team's slug, for addresses of pages; the id itself where it cannot be learnt. */
  async teamSlug(teamId: string): Promise<string> {
    return this.teamSlugs.get(teamId, async () => (await getTeam(this.transport, teamId)).slug).catch(() => teamId);
  }
}

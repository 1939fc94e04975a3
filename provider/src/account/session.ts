// One account's API client, and the responses that the resources of one process share.
import type { Timings } from "../contract/timings";
import { ApiClient } from "../vercel/api/client";
import type { Clock } from "../vercel/clock";
import { RateLimiter } from "../vercel/rate-limiter";
import type { Account } from "../vercel/settings";
import { Transport } from "../vercel/transport";
import { Catalogue } from "./catalogue";
import { KeyedMutex } from "./keyed-mutex";
import { Projects } from "./projects";
import { Stores } from "./stores";
import { Teams } from "./teams";

export interface SessionOptions {
  account: Account;
  timings: Timings;
  clock: Clock;
  /** Gets a message when a rate limit holds back all requests for more than a few seconds. */
  onPause?: (message: string) => void;
  /** Whether a request that changes something may be sent now. Default: always. */
  mayWrite?: () => Promise<boolean>;
  /** How old responses about the catalogue may be. Default: as old as the process. */
  catalogueMaxAgeSeconds?: number;
  /** Default: one that sends requests to the account's API URL. */
  transport?: Transport;
}

export class Session {
  readonly account: Account;
  readonly catalogue: Catalogue;
  readonly stores: Stores;
  readonly projects: Projects;
  readonly teams: Teams;
  /** When the session began, by the monotonic clock. Earlier processes made their changes before this time. */
  readonly openedAt: number;
  /** Serializes creations of one name, and changes to the connections of one store. */
  readonly mutex = new KeyedMutex();
  private readonly transport: Transport;

  constructor({ account, timings, clock, onPause, mayWrite, catalogueMaxAgeSeconds, transport }: SessionOptions) {
    const rateLimiter = new RateLimiter({ timings, clock, onPause });
    this.account = account;
    this.openedAt = clock.monotonic();
    this.transport = transport ?? new Transport({ account, timings, clock, rateLimiter, mayWrite });
    const api = (team: string | undefined) => this.api(team);
    this.catalogue = new Catalogue(api, clock, catalogueMaxAgeSeconds);
    this.stores = new Stores(api, clock, timings.listMaxAgeSeconds);
    this.projects = new Projects(api, clock);
    this.teams = new Teams(this.transport, clock);
  }

  /** The API for one team. Default: the account's team. */
  api(team: string | undefined = this.account.team): ApiClient {
    return new ApiClient(this.transport, team);
  }

  /** The API without a team, for routes of the user. */
  userApi(): ApiClient {
    return new ApiClient(this.transport, undefined);
  }

  /** The team of a resource: its own, or the account's. */
  teamOf(teamId: string | undefined): string | undefined {
    return teamId ?? this.account.team;
  }
}

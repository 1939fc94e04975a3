// The emulator: the state behind the API, and everything that a test uses to inspect and control it.
import { Barriers } from "../faults/barriers.js";
import { FaultInjector } from "../faults/fault-injector.js";
import { Journal, type JournalEntry } from "../net/journal.js";
import { validate } from "../net/validate.js";
import { grants, type TokenName } from "../seed/accounts.js";
import { type Behaviour, type BehaviourChange, changeBehaviour, defaultBehaviour } from "../state/behaviour.js";
import { Catalogue } from "../state/catalogue.js";
import { alphanumeric } from "../state/ids.js";
import { Projects } from "../state/projects.js";
import { addSeedData, type SeedData, seedDataSchema } from "../state/seed-data.js";
import { Stores } from "../state/stores.js";
import { newWorld, type ServerState, type World } from "../state/world.js";
import type { RunningServer } from "./listen.js";
import { RateLimit } from "./rate-limit.js";

export interface EmulatorOptions {
  behaviour?: BehaviourChange;
  /** The token of an admin of team acme. Default: a new one for each emulator. */
  token?: string;
  /** What exists from the start, and after a reset. */
  seed?: SeedData;
  /** Called at the end of each request to the API, with its entry in the journal. */
  onRequest?: (entry: Readonly<JournalEntry>) => void;
}

export class Emulator implements ServerState, AsyncDisposable {
  readonly tokens: Readonly<Record<TokenName, string>>;
  readonly journal: Journal;
  readonly faults = new FaultInjector();
  readonly barriers: Barriers = new Barriers(this);
  readonly stores: Stores = new Stores(this);
  readonly projects: Projects = new Projects(this);
  readonly state: Catalogue = new Catalogue(this);
  readonly rateLimit = new RateLimit();
  readonly #initialBehaviour: Behaviour;
  readonly #seed: SeedData;
  #behaviour: Behaviour;
  #world = newWorld();
  #lifetime = new AbortController();
  #server: RunningServer | undefined;

  constructor({ behaviour = {}, token, seed = {}, onRequest }: EmulatorOptions = {}) {
    this.#initialBehaviour = changeBehaviour(defaultBehaviour, behaviour);
    this.#behaviour = this.#initialBehaviour;
    this.tokens = { ...newTokens(), ...(token === undefined ? {} : { admin: token }) };
    this.journal = new Journal(onRequest);
    this.#seed = validate(seedDataSchema, seed) as SeedData;
    addSeedData(this, this.#seed);
  }

  /** On loopback only. */
  get url(): string {
    return this.#server?.url ?? "";
  }

  /** The token of an admin of team acme. */
  get token(): string {
    return this.tokens.admin;
  }

  get behaviour(): Readonly<Behaviour> {
    return this.#behaviour;
  }

  get world(): World {
    return this.#world;
  }

  /** Aborted when the emulator is closed or reset. */
  get lifetime(): AbortSignal {
    return this.#lifetime.signal;
  }

  /** The server's clock, in milliseconds since 1970. */
  readonly now = (): number => Date.now() + this.#behaviour.clockOffsetMs;

  /** The environment variables that a process needs to use this emulator. */
  environment(): { VERCEL_API_URL: string; VERCEL_API_TOKEN: string; VERCEL_TEAM: string } {
    return { VERCEL_API_URL: this.url, VERCEL_API_TOKEN: this.token, VERCEL_TEAM: "acme" };
  }

  configure(change: BehaviourChange): void {
    this.#behaviour = changeBehaviour(this.#behaviour, change);
  }

  /** Restores the initial state, the seed and the behaviour, clears faults and journal, and closes the connections of held requests. */
  reset(): void {
    this.#lifetime.abort();
    this.#lifetime = new AbortController();
    this.#world = newWorld();
    this.#behaviour = this.#initialBehaviour;
    this.rateLimit.clear();
    this.faults.clear();
    this.barriers.clear();
    this.journal.clear();
    addSeedData(this, this.#seed);
  }

  /** Closes the server and every open connection at once. */
  async close(): Promise<void> {
    this.#lifetime.abort();
    await this.#server?.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** For `startEmulator`: the server that this emulator answers on. */
  attach(server: RunningServer): void {
    this.#server = server;
  }

  /** The name of the token in an `Authorization` header, or `unknown`, or `none`. */
  tokenName(authorization: string | undefined): string {
    if (authorization === undefined) return "none";
    const entry = Object.entries(this.tokens).find(([, value]) => authorization === `Bearer ${value}`);
    return entry?.[0] ?? "unknown";
  }
}

function newTokens(): Record<TokenName, string> {
  const names = Object.keys(grants) as TokenName[];
  return Object.fromEntries(names.map((name) => [name, `vcp_${alphanumeric(56)}`])) as Record<TokenName, string>;
}

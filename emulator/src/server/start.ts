// Starts an emulator: its state, its faults and its journal, put together behind one server.

import { Barriers } from "../faults/barriers.js";
import { Faults } from "../faults/fault-injector.js";
import { Journal } from "../net/journal.js";
import { grants, type TokenName } from "../seed/accounts.js";
import { type Behaviour, type BehaviourChange, changed, defaultBehaviour } from "../state/behaviour.js";
import { Catalogue } from "../state/catalogue.js";
import { alphanumeric } from "../state/ids.js";
import { Projects } from "../state/projects.js";
import { Stores } from "../state/stores.js";
import { newWorld } from "../state/world.js";
import { app } from "./app.js";
import type { Emulator, EmulatorOptions } from "./emulator.js";
import { listen, type RunningServer } from "./listen.js";
import type { Parts } from "./parts.js";
import { RateLimit } from "./rate-limit.js";

export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const emulator = new RunningEmulator(options.behaviour ?? {});
  await emulator.start(options.port ?? 0);
  return emulator;
}

class RunningEmulator implements Emulator {
  url = "";
  readonly tokens: Readonly<Record<TokenName, string>>;
  readonly journal = new Journal();
  readonly faults = new Faults();
  readonly barriers: Barriers;
  readonly stores: Stores;
  readonly projects: Projects;
  readonly state: Catalogue;
  readonly #parts: Parts;
  readonly #atStart: Behaviour;
  #behaviour: Behaviour;
  #life = new AbortController();
  #server: RunningServer | undefined;

  constructor(behaviour: BehaviourChange) {
    this.#atStart = changed(defaultBehaviour, behaviour);
    this.#behaviour = this.#atStart;
    this.tokens = newTokens();
    const world = newWorld();
    const now = () => Date.now() + this.#behaviour.clockOffsetMs;
    const lifetime = () => this.#life.signal;
    this.barriers = new Barriers(lifetime);
    this.stores = new Stores(world, () => this.#behaviour, now);
    this.projects = new Projects(world, this.stores, () => this.#behaviour, now);
    this.state = new Catalogue(world);
    this.#parts = {
      world,
      stores: this.stores,
      projects: this.projects,
      journal: this.journal,
      faults: this.faults,
      barriers: this.barriers,
      rateLimit: new RateLimit(),
      behaviour: () => this.#behaviour,
      now,
      lifetime,
      tokenName: (authorization) => tokenName(this.tokens, authorization),
    };
  }

  get token(): string {
    return this.tokens.admin;
  }

  get behaviour(): Readonly<Behaviour> {
    return this.#behaviour;
  }

  environment() {
    return { VERCEL_API_URL: this.url, VERCEL_API_TOKEN: this.token, VERCEL_TEAM: "acme" };
  }

  configure(change: BehaviourChange): void {
    this.#behaviour = changed(this.#behaviour, change);
  }

  reset(): void {
    this.#life.abort();
    this.#life = new AbortController();
    Object.assign(this.#parts.world, newWorld());
    this.#behaviour = this.#atStart;
    this.#parts.rateLimit.clear();
    this.stores.clear();
    this.projects.clear();
    this.faults.clear();
    this.barriers.clear();
    this.journal.clear();
  }

  async start(port: number): Promise<void> {
    this.#server = await listen(app(this.#parts, this), port);
    this.url = this.#server.url;
  }

  async close(): Promise<void> {
    this.#life.abort();
    await this.#server?.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function newTokens(): Record<TokenName, string> {
  const names = Object.keys(grants) as TokenName[];
  return Object.fromEntries(names.map((name) => [name, `vcp_${alphanumeric(56)}`])) as Record<TokenName, string>;
}

function tokenName(tokens: Record<string, string>, authorization: string | undefined): string {
  if (authorization === undefined) return "none";
  const found = Object.entries(tokens).find(([, value]) => authorization === `Bearer ${value}`);
  return found?.[0] ?? "unknown";
}

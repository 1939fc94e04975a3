// What must hold after every run, whatever fault occurred in it.
import type { Emulator, JournalEntry, StoredStore } from "vercel-marketplace-emulator";
import { render } from "../../../provider/src/errors/render.ts";
import { CREATE, type ProcessContext } from "../../support/process-context.ts";
import type { EngineRun, Program, State, StateEntry } from "./engine.ts";

/** What existed when a run began. */
export interface Before {
  ids: ReadonlySet<string>;
  events: number;
  entries: ReadonlyMap<string, StateEntry>;
  program: Program;
}

export interface EndedRun {
  engine: EngineRun;
  process: ProcessContext;
  before: Before;
  journal: readonly JournalEntry[];
}

export class Invariants {
  /** Stores that the user has removed from the state. */
  readonly released = new Set<string>();
  /** Every id that the state has ever had. */
  private readonly everInState = new Set<string>();
  private readonly emulator: Emulator;
  private readonly state: State;

  constructor(emulator: Emulator, state: State) {
    this.emulator = emulator;
    this.state = state;
  }

  /** `program`: what the run is to make true; empty for any command but `up`. */
  before(program: Program): Before {
    return {
      ids: new Set(idsIn(this.state)),
      events: this.emulator.stores.history().length,
      entries: new Map(this.state),
      program: new Map([...program].map(([resource, args]) => [resource, { ...args }])),
    };
  }

  assertAfter(run: EndedRun): void {
    for (const id of idsIn(this.state)) this.everInState.add(id);
    this.assertOnePostPerCreation(run);
    this.assertNoDuplicates(run);
    this.assertNoForeignStores();
    this.assertNoUnownedDeletion(run);
    this.assertConsent(run);
    this.assertNothingForgotten(run);
    this.assertCreatedStoresKept(run);
    this.assertMessages(run);
  }

  /** The stores on the server that the program created. */
  storesOfProgram(): StoredStore[] {
    return this.emulator.stores.list().filter(({ id }) => this.wasCreatedByProgram(id) && !this.released.has(id));
  }

  wasCreatedByProgram(id: string): boolean {
    return this.emulator.stores.history().some((one) => one.event === "created" && one.by === "api" && one.id === id);
  }

  /** P6. A rate-limited POST was not accepted, so it does not count. */
  private assertOnePostPerCreation({ engine, journal }: EndedRun): void {
    const posts = namesOfPosts(journal);
    for (const name of new Set(posts)) {
      const sent = posts.filter((one) => one === name).length;
      const creations = engine.creates.filter((one) => one === name).length;
      if (sent > creations) throw violation(`${sent} POSTs for ${creations} creations of ${name}`);
    }
  }

  /** P7. No second store of one name, product and installation is created. */
  private assertNoDuplicates({ before, journal }: EndedRun): void {
    const { stores } = this.emulator;
    const created = stores
      .history()
      .slice(before.events)
      .filter(({ event, by }) => event === "created" && by === "api");
    for (const { id, name } of created) {
      const store = stores.get(id);
      if (store === undefined) continue;
      const duplicates = stores.list({ name }).filter((other) => other.id !== id && isDuplicate(store, other));
      if (duplicates.length > 0) {
        throw violation(`two stores named ${name}: ${[store, ...duplicates].map((one) => one.id).join(", ")}`);
      }
    }
    const posts = journal.filter((entry) => routeOf(entry) === CREATE);
    if (created.length > posts.length) throw violation("more stores were created than POSTs were sent");
  }

  /** A store that somebody else created is never in the state: no user of these schedules asks for that. */
  private assertNoForeignStores(): void {
    const foreign = idsIn(this.state).filter((id) => !this.wasCreatedByProgram(id));
    if (foreign.length > 0) throw violation(`the state has somebody else's store: ${foreign.join(", ")}`);
  }

  private assertNoUnownedDeletion({ before }: EndedRun): void {
    const events = this.emulator.stores.history().slice(before.events);
    for (const { event, by, id, name } of events) {
      if (event === "deleted" && by === "api" && !this.everInState.has(id)) {
        throw violation(`${name} (${id}) was deleted, and was never in the state`);
      }
    }
  }

  /** P20 P46. A store with data is deleted only if no resource of the program has it, or if that one allows it. */
  private assertConsent({ before }: EndedRun): void {
    for (const { event, by, id } of this.emulator.stores.history().slice(before.events)) {
      if (event !== "deleted" || by !== "api") continue;
      for (const [resource, { id: had, outputs }] of before.entries) {
        const args = before.program.get(resource);
        if (had !== id || args === undefined || outputs.secrets === undefined) continue;
        if (args.allowReplacement !== true) throw violation(`${id} of ${resource} was deleted without consent`);
      }
    }
  }

  /** What leaves the state is deleted, or another resource has it. */
  private assertNothingForgotten({ before, process }: EndedRun): void {
    const inState = idsIn(this.state);
    const seesOneTeam = process.session().account.apiToken === this.emulator.tokens.viewer;
    for (const id of before.ids) {
      const store = this.emulator.stores.get(id);
      // The documented limit: a token that does not see the other team says "deleted or moved".
      const said = process.said.warning.some((text) => text.includes(id) && text.includes("[deleted-or-moved]"));
      if (store !== undefined && store.teamId !== this.emulator.state.team("acme")?.id && seesOneTeam && said) {
        this.released.add(id);
        continue;
      }
      if (store !== undefined && !inState.includes(id)) {
        throw violation(`${store.name} (${id}) exists, but is not in the state any more`);
      }
    }
  }

  /** P13. A store whose creation returned is in the state, whatever failed afterwards; unless the engine was killed. */
  private assertCreatedStoresKept({ engine, before, journal }: EndedRun): void {
    if (engine.wasKilled) return;
    const returned = journal
      .filter((entry) => routeOf(entry) === CREATE && entry.status === 200 && entry.fault === undefined)
      .map(({ body }) => body as Partial<StoredStore>);
    const { stores } = this.emulator;
    for (const { id } of stores.history().slice(before.events)) {
      const store = stores.get(id);
      const wasReturned = returned.some(
        ({ name, integrationConfigurationId: installation }) =>
          name === store?.name && installation === store?.integrationConfigurationId,
      );
      if (store === undefined) continue;
      if (wasReturned && !idsIn(this.state).includes(id)) {
        throw violation(`${store.name} (${id}) was created and returned, and is not in the state`);
      }
    }
  }

  /** P27, and no message with a value that is missing. */
  private assertMessages({ engine, process }: EndedRun): void {
    const { stores, token } = this.emulator;
    const values = stores.history().flatMap(({ id }) => Object.values(stores.secretValues(id)));
    const secrets = [token, "canary-one", "canary-two", ...values];
    for (const message of [
      ...Object.values(process.said).flat(),
      ...engine.failures.map(({ error }) => render(error)),
    ]) {
      if (secrets.some((secret) => message.includes(secret))) throw violation(`a message has a secret: ${message}`);
      if (/undefined|\[object|NaN/.test(message)) throw violation(`a message lacks a value: ${message}`);
    }
  }
}

export function idsIn(state: State): string[] {
  return [...state.values()].map(({ id }) => id);
}

export function violation(what: string): Error {
  return new Error(`INVARIANT VIOLATED: ${what}`);
}

/** The names of the creations that the server may have accepted. */
function namesOfPosts(journal: readonly JournalEntry[]): string[] {
  return journal.filter((entry) => routeOf(entry) === CREATE && entry.status !== 429).map(nameIn);
}

function nameIn({ body }: JournalEntry): string {
  return String((body as { name?: unknown } | undefined)?.name);
}

function routeOf({ method, route }: JournalEntry): string {
  return `${method} ${route}`;
}

function isDuplicate(a: StoredStore, b: StoredStore): boolean {
  return a.productId === b.productId && a.integrationConfigurationId === b.integrationConfigurationId;
}

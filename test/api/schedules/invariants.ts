// What must hold after every run, whatever went wrong in it.
import type { Emulator, JournalEntry, StoredStore } from "vercel-marketplace-emulator";
import { CREATE, LIST, type ProcessContext } from "../../support/process-context.ts";
import type { EngineRun, State } from "./engine.ts";

/** What is known of the world when a run begins. */
export interface Before {
  ids: ReadonlySet<string>;
  events: number;
}

export interface Ended {
  run: EngineRun;
  process: ProcessContext;
  before: Before;
  journal: readonly JournalEntry[];
}

export class Promises {
  /** Every id that the state ever had. */
  private readonly known = new Set<string>();
  /** Names of stores that were made without a look, because the server refused to list: the documented limit. */
  readonly unseen = new Set<string>();

  private readonly emulator: Emulator;
  private readonly state: State;

  constructor(emulator: Emulator, state: State) {
    this.emulator = emulator;
    this.state = state;
  }

  before(): Before {
    return { ids: new Set(idsOf(this.state)), events: this.emulator.stores.history().length };
  }

  after(ended: Ended): void {
    for (const id of idsOf(this.state)) this.known.add(id);
    this.noteUnseen(ended);
    this.onePostForEachCreate(ended);
    this.noStoreTwice(ended);
    this.nothingForeign();
    this.nothingDeletedUnasked(ended);
    this.nothingForgotten(ended);
    this.nothingLost(ended);
    this.nothingTold(ended);
  }

  made(): StoredStore[] {
    const { stores } = this.emulator;
    return stores.list().filter(({ id }) => this.isMadeHere(id));
  }

  isMadeHere(id: string): boolean {
    return this.emulator.stores.history().some((one) => one.event === "created" && one.by === "api" && one.id === id);
  }

  /** P6. A rate limit surely accepted nothing, so it does not count. */
  private onePostForEachCreate({ run, journal }: Ended): void {
    const posts = creationsIn(journal);
    for (const name of new Set(posts)) {
      const sent = posts.filter((one) => one === name).length;
      const asked = run.creates.filter((one) => one === name).length;
      if (sent > asked) throw broken(`${sent} POSTs for ${asked} creations of ${name}`);
    }
  }

  /** No second store of one name, product and installation comes into being. */
  private noStoreTwice({ before, journal }: Ended): void {
    const { stores } = this.emulator;
    const born = stores.history().slice(before.events);
    for (const { event, by, id, name } of born) {
      const store = event === "created" && by === "api" ? stores.get(id) : undefined;
      if (store === undefined || this.unseen.has(name)) continue;
      const twins = stores.list({ name }).filter((other) => other.id !== id && isTwin(store, other));
      if (twins.length > 0)
        throw broken(`two stores named ${name}: ${[id, ...twins.map((twin) => twin.id)].join(", ")}`);
    }
    if (born.filter(({ by, event }) => by === "api" && event === "created").length > creationsIn(journal).length) {
      throw broken("more stores were made than POSTs were sent");
    }
  }

  /** A store that somebody else made is never taken for ours: no person of these schedules asks for that. */
  private nothingForeign(): void {
    const foreign = idsOf(this.state).filter((id) => !this.isMadeHere(id));
    if (foreign.length > 0) throw broken(`the state has somebody else's store: ${foreign.join(", ")}`);
  }

  private nothingDeletedUnasked({ before }: Ended): void {
    const events = this.emulator.stores.history().slice(before.events);
    for (const { event, by, id, name } of events) {
      if (event === "deleted" && by === "api" && !this.known.has(id)) {
        throw broken(`${name} (${id}) was deleted, and no state ever had it`);
      }
    }
  }

  /** What leaves the state is gone, or another resource has it. */
  private nothingForgotten({ before }: Ended): void {
    const now = idsOf(this.state);
    for (const id of before.ids) {
      const there = this.emulator.stores.get(id);
      if (there !== undefined && !now.includes(id))
        throw broken(`${there.name} (${id}) is there, but not in the state`);
    }
  }

  /** P13. A store whose creation was answered is kept, whatever went wrong afterwards; unless the engine was killed. */
  private nothingLost({ run, before, journal }: Ended): void {
    if (run.wasKilled) return;
    const answered = journal
      .filter((entry) => routeOf(entry) === CREATE && entry.status === 200 && entry.fault === undefined)
      .map(({ body }) => body as Partial<StoredStore>);
    const { stores } = this.emulator;
    for (const { id } of stores.history().slice(before.events)) {
      const store = stores.get(id);
      const wasTold = answered.some(
        ({ name, integrationConfigurationId: installation }) =>
          name === store?.name && installation === store?.integrationConfigurationId,
      );
      if (store !== undefined && wasTold && !idsOf(this.state).includes(id)) {
        throw broken(`${store.name} (${id}) was made and answered, and is not in the state`);
      }
    }
  }

  /** P27, and no message that a programmer forgot to finish. */
  private nothingTold({ run, process }: Ended): void {
    const { stores, token } = this.emulator;
    const values = stores.history().flatMap(({ id }) => Object.values(stores.secretValues(id)));
    const secrets = [token, "canary-one", "canary-two", ...values];
    for (const message of [...Object.values(process.said).flat(), ...run.failures.map(({ message: text }) => text)]) {
      const told = secrets.find((secret) => message.includes(secret));
      if (told !== undefined) throw broken(`a message holds a secret: ${message}`);
      if (/undefined|\[object|NaN|^not an error/.test(message)) throw broken(`a message is not finished: ${message}`);
    }
  }

  private noteUnseen({ journal }: Ended): void {
    const refused = journal.some((entry) => routeOf(entry) === LIST && (entry.status === 403 || entry.status === 404));
    if (refused) for (const name of creationsIn(journal)) this.unseen.add(name);
  }
}

export function idsOf(state: State): string[] {
  return [...state.values()].map(({ id }) => id);
}

export function broken(what: string): Error {
  return new Error(`PROMISE BROKEN: ${what}`);
}

/** The names of the creations that the server may have taken. */
function creationsIn(journal: readonly JournalEntry[]): string[] {
  return journal.filter((entry) => routeOf(entry) === CREATE && entry.status !== 429).map(nameOf);
}

function nameOf({ body }: JournalEntry): string {
  return String((body as { name?: unknown } | undefined)?.name);
}

function routeOf({ method, route }: JournalEntry): string {
  return `${method} ${route}`;
}

function isTwin(a: StoredStore, b: StoredStore): boolean {
  return a.productId === b.productId && a.integrationConfigurationId === b.integrationConfigurationId;
}

// One schedule against one emulator: acts are carried out, runs are run, and every promise is checked after each.
import { setTimeout as pause } from "node:timers/promises";
import type { Emulator } from "vercel-marketplace-emulator";
import { LIST, type ProcessContext, processOf } from "../../support/process-context.ts";
import { EngineRun, type Failure, type Program, type State } from "./engine.ts";
import { DEADLINE_SECONDS, TOO_LATE_MS } from "./faults.ts";
import { Promises } from "./invariants.ts";
import type { Act, Command, Run, Schedule, Trouble } from "./schedule.ts";
import { SkippedTime } from "./skipped-time.ts";
import { argsOf, follow, UPSTASH } from "./user.ts";

const REAL = { settleSeconds: 60, pollSeconds: 1, graceSeconds: 30, pauseSeconds: 60 };
const HASTY = { ...REAL, requestSeconds: DEADLINE_SECONDS, postSeconds: DEADLINE_SECONDS };
const PATIENT = { ...REAL, requestSeconds: 20, postSeconds: 20 };

const calm: Run = { command: "up", parallel: true, troubles: [], provisioning: null };

export class Shop {
  readonly state: State = new Map();
  readonly program: Program = new Map();
  readonly promises: Promises;
  /** Everything that happened, for a person who reads a counterexample. */
  readonly story: string[] = [];
  readonly emulator: Emulator;
  private readonly time: SkippedTime;
  private advice: readonly Failure[] = [];

  constructor(emulator: Emulator, { server, program }: Schedule) {
    this.emulator = emulator;
    emulator.reset();
    const offset = server.clockOffsetMs ?? 0;
    emulator.configure(server);
    this.time = new SkippedTime((ahead) => emulator.configure({ clockOffsetMs: offset + ahead }));
    this.promises = new Promises(emulator, this.state);
    for (const [slot, declared] of program.entries()) this.program.set(resourceOf(slot), argsOf(declared));
  }

  async perform(act: Act): Promise<void> {
    if (act.act === "run") {
      await this.run(act.run);
      return;
    }
    this.story.push(JSON.stringify(act));
    if (act.act === "follow") this.follow();
    else this.change(act);
  }

  /** A run to its end, and the checks after it. Each one is a process of its own. */
  async run(run: Run): Promise<EngineRun> {
    const { emulator, promises } = this;
    this.story.push(JSON.stringify(run));
    // Runs do not follow one another within a second.
    this.time.skip(60_000);
    emulator.journal.clear();
    emulator.configure({ provisioning: run.provisioning });
    const late = await this.set(run.troubles);
    const before = promises.before();
    const process = processOf(emulator, {
      timings: run === calm || run.troubles.length === 0 ? PATIENT : HASTY,
      clock: this.time,
    });
    const engine = new EngineRun(this.state, process, {
      parallel: run.parallel,
      replace: run.replace === undefined ? undefined : resourceOf(run.replace),
    });
    await this.toItsEnd(run, engine, process);
    if (late.some((fault) => fault.hits > 0)) await pause(TOO_LATE_MS + 20);
    emulator.faults.clear();
    emulator.configure({ provisioning: null });
    const journal = emulator.journal.entries();
    this.story.push(
      ...journal.map((entry) => `  . ${entry.method} ${entry.path} ${entry.status ?? "cut"} ${entry.fault ?? ""}`),
    );
    this.story.push(...engine.steps.map((step) => `  ${step}`));
    this.advice = engine.failures;
    promises.after({ run: engine, process, before, journal });
    return engine;
  }

  /** A run in which nothing goes wrong. */
  calmly(command: Command): Promise<EngineRun> {
    return this.run({ ...calm, command });
  }

  /** A person does what the last messages say. */
  follow(): void {
    const desk = {
      emulator: this.emulator,
      program: this.program,
      state: this.state,
      isForeign: (id: string) => this.emulator.stores.get(id) !== undefined && !this.promises.isMadeHere(id),
    };
    for (const failure of this.advice) follow(desk, failure);
  }

  private async toItsEnd(run: Run, engine: EngineRun, process: ProcessContext): Promise<void> {
    const going = this.start(run.command, engine);
    if (run.crash === undefined) return going;
    const barrier = this.emulator.barriers.hold(run.crash.point);
    const reached = barrier.reached().then(
      () => true,
      () => false,
    );
    if (await Promise.race([reached, going.then(() => false)])) {
      this.story.push(`  killed: ${run.crash.victim}`);
      engine.kill();
      process.engineLives = false;
      if (run.crash.victim === "both") process.kill();
    }
    barrier.release();
    // The provider that was killed with its engine never comes to an end.
    if (run.crash.victim !== "both") await going;
    // What was held is carried out now, though nobody waits for it any more.
    await pause(5);
  }

  private start(command: Command, engine: EngineRun): Promise<void> {
    if (command === "up") return engine.up(this.program);
    return command === "refresh" ? engine.refresh() : engine.destroy();
  }

  /** Sets the faults; returns those after which something may still be carried out. */
  private async set(troubles: readonly Trouble[]): Promise<{ hits: number }[]> {
    const { emulator } = this;
    const late: { hits: number }[] = [];
    const body = troubles.some(({ kind }) => kind === "late list") ? await this.listed() : undefined;
    for (const trouble of troubles) {
      if (trouble.kind === "late list") {
        emulator.faults.add({ route: LIST, at: "answer", kind: "other-shape", body, times: trouble.times });
        continue;
      }
      // A server may repeat what it was sent.
      const repeated = trouble.kind === "status" ? { message: `Fault for Bearer ${emulator.token}` } : {};
      const handle = emulator.faults.add({ ...trouble, ...repeated });
      if (trouble.kind === "slow") late.push(handle);
    }
    return late;
  }

  private async listed(): Promise<unknown> {
    const { emulator } = this;
    const answer = await fetch(`${emulator.url}/v1/storage/stores?slug=acme`, {
      headers: { authorization: `Bearer ${emulator.token}` },
    });
    emulator.journal.clear();
    return answer.json();
  }

  private change(act: Exclude<Act, { act: "run" | "follow" }>): void {
    const { program, emulator } = this;
    if (act.act === "declare") program.set(resourceOf(act.slot), argsOf(act.declared));
    else if (act.act === "remove") program.delete(resourceOf(act.slot));
    else if (act.act === "relabel") this.relabel(resourceOf(act.slot), resourceOf(act.to));
    else if (act.act === "rename") Object.assign(program.get(resourceOf(act.slot)) ?? {}, { name: act.name });
    else if (act.act === "move") this.move(resourceOf(act.slot), act.region);
    else if (act.act === "make outside") this.makeOutside(act.name, act.product);
    else {
      const all = emulator.stores.list();
      const store = all[act.which % Math.max(1, all.length)];
      if (store === undefined) return;
      if (act.act === "delete outside") emulator.stores.remove(store.id);
      else emulator.stores.edit(store.id, { status: act.status });
    }
  }

  private relabel(from: string, to: string): void {
    const args = this.program.get(from);
    if (args === undefined || this.program.has(to)) return;
    this.program.delete(from);
    this.program.set(to, args);
  }

  private move(resource: string, region: string): void {
    const args = this.program.get(resource);
    if (args?.metadata === undefined) return;
    args.metadata = Object.fromEntries(Object.keys(args.metadata).map((key) => [key, region]));
  }

  private makeOutside(name: string, product: "neon" | "redis"): void {
    const { stores } = this.emulator;
    const createdAt = Date.now() + this.emulator.behaviour.clockOffsetMs - 120_000;
    if (product === "neon") stores.seed({ name, integration: "neon", metadata: { region: "iad1" }, createdAt });
    else {
      const of = { integration: "upstash", product: "upstash-kv", integrationConfigurationId: UPSTASH };
      stores.seed({ name, ...of, metadata: { primaryRegion: "iad1" }, createdAt });
    }
  }
}

function resourceOf(slot: number): string {
  return `r${slot}`;
}

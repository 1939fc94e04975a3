// One schedule against one emulator. The invariants are checked after every run.
import { setTimeout as pause } from "node:timers/promises";
import type { Emulator, StoredStore, StorePatch } from "vercel-marketplace-emulator";
import { LIST, type ProcessContext, processOf } from "../../support/process-context.ts";
import { EngineRun, type Failure, type Program, type State } from "./engine.ts";
import { AFTER_DEADLINE_MS, DEADLINE_SECONDS } from "./faults.ts";
import { Invariants } from "./invariants.ts";
import type { Action, Command, Fault, Run, Schedule } from "./schedule.ts";
import { SkippedTime } from "./skipped-time.ts";
import { follow, toArguments, UPSTASH } from "./user.ts";

const realTimings = { settleSeconds: 60, pollSeconds: 1, notFoundGraceSeconds: 30 };
const shortDeadlines = { ...realTimings, requestSeconds: DEADLINE_SECONDS, postSeconds: DEADLINE_SECONDS };
const longDeadlines = { ...realTimings, requestSeconds: 20, postSeconds: 20 };

export const OTHER_TEAM = "acme-prod";

/** Rows that no client expects, and that must not matter. */
const oddRows = [
  null,
  "a string",
  { type: "blob", name: null },
  { id: "store_blob", type: "blob", name: "shop", createdAt: "yesterday", billingPlan: { cost: 19 } },
  { id: "ir_odd", name: null, projectsMetadata: [{ id: "spc_odd" }, null], product: "none" },
];

const noFaults: Omit<Run, "command"> = { parallel: true, faults: [], provisioning: null };

export class ScheduleRun {
  readonly state: State = new Map();
  readonly program: Program = new Map();
  readonly invariants: Invariants;
  /** Everything that happened, for the report of a counterexample. */
  readonly history: string[] = [];
  readonly emulator: Emulator;
  private readonly time: SkippedTime;
  private lastFailures: readonly Failure[] = [];
  private newNames = 0;

  constructor(emulator: Emulator, { server, program }: Schedule) {
    this.emulator = emulator;
    emulator.reset();
    const offset = server.clockOffsetMs ?? 0;
    emulator.configure(server);
    emulator.state.edit((world) => world.extraRows.stores.push(...oddRows));
    this.time = new SkippedTime((ahead) => emulator.configure({ clockOffsetMs: offset + ahead }));
    this.invariants = new Invariants(emulator, this.state);
    for (const [slot, declaration] of program.entries()) {
      this.program.set(resourceIn(slot), toArguments(declaration));
    }
  }

  async perform(action: Action): Promise<void> {
    if (action.action === "run") {
      await this.run(action.run);
      return;
    }
    this.history.push(JSON.stringify(action));
    if (action.action === "follow") this.followErrors();
    else this.change(action);
  }

  /** One run to its end, in a process of its own, and the checks after it. */
  async run(run: Run): Promise<EngineRun> {
    const { emulator, invariants } = this;
    this.history.push(JSON.stringify(run));
    // Two runs are at least a minute apart.
    this.time.skip(60_000);
    emulator.journal.clear();
    emulator.configure({ provisioning: run.provisioning });
    const late = await this.addFaults(run.faults);
    const before = invariants.before(run.command === "up" ? this.program : new Map());
    const process = processOf(emulator, {
      timings: run.faults.length === 0 ? longDeadlines : shortDeadlines,
      clock: this.time,
      token: run.token ?? "both",
    });
    const slotOf = (slot: number | undefined) => (slot === undefined ? undefined : resourceIn(slot));
    const engine = new EngineRun(this.state, process, {
      parallel: run.parallel,
      replace: slotOf(run.replace),
      trigger: slotOf(run.trigger),
      target: slotOf(run.target),
    });
    await this.runToEnd(run, engine, process);
    if (late.some((fault) => fault.hits > 0)) await pause(AFTER_DEADLINE_MS + 20);
    emulator.faults.clear();
    emulator.configure({ provisioning: null });
    const journal = emulator.journal.entries();
    this.history.push(
      ...journal.map((entry) => `  . ${entry.method} ${entry.path} ${entry.status ?? "cut"} ${entry.fault ?? ""}`),
    );
    this.history.push(...engine.steps.map((step) => `  ${step}`));
    this.lastFailures = engine.failures;
    invariants.assertAfter({ engine, process, before, journal });
    return engine;
  }

  withoutFaults(command: Command): Promise<EngineRun> {
    return this.run({ ...noFaults, command });
  }

  /** The user does what the errors of the last run ask for. */
  followErrors(): void {
    const view = {
      emulator: this.emulator,
      program: this.program,
      state: this.state,
      release: (resource: string) => this.release(resource),
      isForeign: (id: string) => this.emulator.stores.get(id) !== undefined && !this.invariants.wasCreatedByProgram(id),
      newName: () => {
        this.newNames += 1;
        return `other-${this.newNames}`;
      },
    };
    for (const failure of this.lastFailures) follow(view, failure);
  }

  /** `pulumi state delete`: the user no longer wants the program to have the store. */
  release(resource: string): void {
    const id = this.state.get(resource)?.id;
    if (id !== undefined) this.invariants.released.add(id);
    this.state.delete(resource);
  }

  private async runToEnd(run: Run, engine: EngineRun, process: ProcessContext): Promise<void> {
    const running = this.start(run.command, engine);
    if (run.crash === undefined) return running;
    const barrier = this.emulator.barriers.hold(run.crash.point);
    const reached = barrier.reached().then(
      () => true,
      () => false,
    );
    if (await Promise.race([reached, running.then(() => false)])) {
      this.history.push(`  killed: ${run.crash.victim}`);
      engine.kill();
      process.engineLives = false;
      if (run.crash.victim === "both") process.kill();
    }
    barrier.release();
    // A provider that was killed with its engine never ends.
    if (run.crash.victim !== "both") await running;
    // The held request is carried out now, although nobody waits for it.
    await pause(5);
  }

  private start(command: Command, engine: EngineRun): Promise<void> {
    if (command === "up") return engine.up(this.program);
    return command === "refresh" ? engine.refresh() : engine.destroy();
  }

  /** Adds the faults; returns those whose request may be carried out after the run. */
  private async addFaults(faults: readonly Fault[]): Promise<{ hits: number }[]> {
    const { emulator } = this;
    const late: { hits: number }[] = [];
    const body = faults.some(({ kind }) => kind === "stale list") ? await this.list() : undefined;
    for (const fault of faults) {
      if (fault.kind === "stale list") {
        emulator.faults.add({ route: LIST, at: "answer", kind: "other-shape", body, times: fault.times });
        continue;
      }
      // A server may repeat the headers in its message.
      const message = fault.kind === "status" ? { message: `Fault for Bearer ${emulator.token}` } : {};
      const handle = emulator.faults.add({ ...fault, ...message });
      if (fault.kind === "slow") late.push(handle);
    }
    return late;
  }

  private async list(): Promise<unknown> {
    const { emulator } = this;
    const { pageSize } = emulator.behaviour;
    emulator.configure({ pageSize: null });
    const response = await fetch(`${emulator.url}/v1/storage/stores?slug=acme`, {
      headers: { authorization: `Bearer ${emulator.token}` },
    });
    emulator.journal.clear();
    emulator.configure({ pageSize });
    return response.json();
  }

  private change(action: Exclude<Action, { action: "run" | "follow" }>): void {
    switch (action.action) {
      case "declare":
        this.program.set(resourceIn(action.slot), toArguments(action.declaration));
        break;
      case "remove":
        this.program.delete(resourceIn(action.slot));
        break;
      case "change logical name":
        this.changeLogicalName(resourceIn(action.slot), resourceIn(action.to));
        break;
      case "change name":
        Object.assign(this.program.get(resourceIn(action.slot)) ?? {}, { name: action.name });
        break;
      case "change region":
        this.changeRegion(resourceIn(action.slot), action.region);
        break;
      case "create in dashboard":
        this.createInDashboard(action.name, action.product);
        break;
      default:
        this.changeInDashboard(action);
    }
  }

  private changeInDashboard(action: Extract<Action, { which: number }>): void {
    const { stores } = this.emulator;
    const all = stores.list();
    const store = all[action.which % Math.max(1, all.length)];
    if (store === undefined) return;
    if (action.action === "delete in dashboard") stores.remove(store.id);
    else if (action.action === "move in dashboard") stores.move(store.id, OTHER_TEAM);
    else stores.edit(store.id, this.patchOf(action, store));
  }

  private patchOf(action: DashboardEdit, { productId, metadata }: StoredStore): StorePatch {
    const { stores, state } = this.emulator;
    switch (action.action) {
      case "change status":
        return { status: action.status };
      case "rename in dashboard":
        // The dashboard rejects a name that another store has.
        return stores.list({ name: action.name }).length > 0 ? {} : { name: action.name };
      case "change region in dashboard":
        return { metadata: { ...metadata, ...withRegion(metadata, action.region) } };
      case "change plan in dashboard": {
        const products = state.snapshot().partners.flatMap((partner) => partner.products);
        const plans = products.find(({ id }) => id === productId)?.plans ?? [];
        const billingPlan = plans.find(({ paymentMethodRequired }) => paymentMethodRequired !== action.isFree);
        return billingPlan === undefined ? {} : { billingPlan };
      }
    }
  }

  private changeLogicalName(from: string, to: string): void {
    const args = this.program.get(from);
    if (args === undefined || this.program.has(to)) return;
    this.program.delete(from);
    this.program.set(to, args);
  }

  private changeRegion(resource: string, region: string): void {
    const args = this.program.get(resource);
    if (args?.metadata === undefined) return;
    args.metadata = withRegion(args.metadata, region);
  }

  private createInDashboard(name: string, product: "neon" | "redis"): void {
    const { stores } = this.emulator;
    const createdAt = Date.now() + this.emulator.behaviour.clockOffsetMs - 120_000;
    if (product === "neon") stores.seed({ name, integration: "neon", metadata: { region: "iad1" }, createdAt });
    else {
      const of = { integration: "upstash", product: "upstash-kv", integrationConfigurationId: UPSTASH };
      stores.seed({ name, ...of, metadata: { primaryRegion: "iad1" }, createdAt });
    }
  }
}

type DashboardEdit = Exclude<Extract<Action, { which: number }>, { action: `${"delete" | "move"} in dashboard` }>;

function withRegion(metadata: object, region: string): Record<string, string> {
  const keys = Object.keys(metadata).filter((key) => /^(primaryR|r)egion$/.test(key));
  return Object.fromEntries(keys.map((key) => [key, region]));
}

function resourceIn(slot: number): string {
  return `r${slot}`;
}

// A small engine: it keeps the state and calls the lifecycle as Pulumi's does, in one run of one command.
import { isDeepStrictEqual } from "node:util";
import type { StoreInputs, StoreState } from "../../../provider/src/contract/integration-store.ts";
import { Unfinished } from "../../../provider/src/lifecycle/core/context.ts";
import { integrationStore } from "../../../provider/src/lifecycle/integration-store/index.ts";
import type { ProcessContext } from "../../support/process-context.ts";

/** A resource as the state keeps it. */
export interface Kept {
  id: string;
  inputs: StoreInputs;
  outputs: StoreState;
  /** Its last creation or update ended as an init failure. */
  unfinished: boolean;
}

export type State = Map<string, Kept>;
export type Program = Map<string, StoreInputs & Record<string, unknown>>;

export interface Failure {
  resource: string;
  message: string;
}

export interface RunOptions {
  /** Steps go on at the same time, as by default, or one after the other. */
  parallel: boolean;
  /** `--replace` of this resource. */
  replace?: string | undefined;
}

type Step = () => Promise<void>;

export class EngineRun {
  readonly failures: Failure[] = [];
  /** The names of the stores that were to be created, one for each call. */
  readonly creates: string[] = [];
  /** What was done, for a person who reads a counterexample. */
  readonly steps: string[] = [];
  private readonly state: State;
  private readonly context: ProcessContext;
  private readonly options: RunOptions;
  private killed = false;

  constructor(state: State, context: ProcessContext, options: RunOptions) {
    this.state = state;
    this.context = context;
    this.options = options;
  }

  /** From now on nothing is saved and nothing is begun. */
  kill(): void {
    this.killed = true;
  }

  async up(program: Program): Promise<void> {
    const going: Promise<void>[] = [];
    for (const [resource, args] of program) {
      // Check and diff come one after the other; a step begins at once, and a failure lets no other begin.
      const step = this.stopped ? undefined : await this.attempt(resource, () => this.plan(resource, args));
      if (step === undefined || this.stopped) break;
      await this.begin(going, resource, step);
    }
    await Promise.all(going);
    await this.deleteAll([...this.state.keys()].filter((resource) => !program.has(resource)));
  }

  async destroy(): Promise<void> {
    await this.deleteAll([...this.state.keys()]);
  }

  async refresh(): Promise<void> {
    const going: Promise<void>[] = [];
    for (const [resource, kept] of [...this.state]) {
      if (this.stopped) break;
      await this.begin(going, resource, () => this.read(resource, kept));
    }
    await Promise.all(going);
  }

  get wasKilled(): boolean {
    return this.killed;
  }

  private get stopped(): boolean {
    return this.killed || this.failures.length > 0;
  }

  private async begin(going: Promise<void>[], resource: string, step: Step): Promise<void> {
    const done = this.attempt(resource, step);
    if (this.options.parallel) going.push(done);
    else await done;
  }

  private async attempt<Value>(resource: string, act: () => Promise<Value>): Promise<Value | undefined> {
    try {
      return await act();
    } catch (error) {
      const message = error instanceof Error ? error.message : `not an error: ${String(error)}`;
      this.steps.push(`${resource}: ${message}`);
      this.failures.push({ resource, message });
      return undefined;
    }
  }

  private async plan(resource: string, args: StoreInputs & Record<string, unknown>): Promise<Step> {
    const old = this.state.get(resource);
    // The engine calls no diff for a forced replacement, and shows check no old inputs.
    if (old !== undefined && this.options.replace === resource) return () => this.replace(resource, old, args);
    const inputs = await this.check(old?.inputs, args);
    if (old === undefined) return () => this.create(resource, inputs);
    const diff = await integrationStore.diff(this.context, old.id, saved(old.outputs), saved(inputs));
    const changes = old.unfinished || (diff.changes ?? !isDeepStrictEqual(old.inputs, saved(inputs)));
    if (!changes) return async () => this.keep(resource, { ...old, inputs: saved(inputs) }, "same");
    if (diff.replaces.length > 0) return () => this.replace(resource, old, args);
    return () => this.update(resource, old, inputs);
  }

  private async check(olds: StoreInputs | undefined, args: StoreInputs): Promise<StoreInputs> {
    const given = saved(args) as StoreInputs & Record<string, unknown>;
    const { inputs, failures } = await integrationStore.check(this.context, olds && saved(olds), given);
    if (failures.length > 0) throw new Error(failures.join("\n"));
    return inputs;
  }

  /** Delete first, as both resources of the package ask for. */
  private async replace(resource: string, old: Kept, args: StoreInputs): Promise<void> {
    await this.delete(resource, old);
    if (this.killed) return;
    await this.create(resource, await this.check(undefined, args));
  }

  private async create(resource: string, inputs: StoreInputs): Promise<void> {
    this.creates.push(String(inputs.name));
    await this.saving(resource, inputs, "create", async () =>
      integrationStore.create(this.context, saved(inputs) as StoreInputs),
    );
  }

  private async update(resource: string, old: Kept, inputs: StoreInputs): Promise<void> {
    await this.saving(resource, inputs, "update", async () => ({
      id: old.id,
      state: await integrationStore.update(this.context, old.id, saved(old.outputs), saved(inputs)),
    }));
  }

  private async saving(
    resource: string,
    inputs: StoreInputs,
    how: string,
    act: () => Promise<{ id: string; state: StoreState }>,
  ): Promise<void> {
    try {
      const { id, state } = await act();
      this.keep(resource, { id, inputs: saved(inputs), outputs: saved(state), unfinished: false }, how);
    } catch (error) {
      if (error instanceof Unfinished) {
        const outputs = saved(error.state as StoreState);
        this.keep(resource, { id: error.id, inputs: saved(inputs), outputs, unfinished: true }, `${how} (unfinished)`);
      }
      throw error;
    }
  }

  private async read(resource: string, kept: Kept): Promise<void> {
    const found = await integrationStore.read(this.context, kept.id, saved(kept.outputs));
    if (found === undefined) return this.drop(resource, "gone");
    const { inputs, state } = found;
    await integrationStore.diff(this.context, kept.id, saved(state), saved(kept.inputs));
    this.keep(resource, { id: kept.id, inputs: saved(inputs), outputs: saved(state), unfinished: false }, "read");
  }

  private async deleteAll(resources: string[]): Promise<void> {
    const going: Promise<void>[] = [];
    for (const resource of resources) {
      const kept = this.state.get(resource);
      if (kept === undefined || this.stopped) continue;
      await this.begin(going, resource, () => this.delete(resource, kept));
    }
    await Promise.all(going);
  }

  private async delete(resource: string, kept: Kept): Promise<void> {
    await integrationStore.delete(this.context, kept.id, saved(kept.outputs));
    this.drop(resource, "delete");
  }

  private keep(resource: string, kept: Kept, how: string): void {
    this.steps.push(`${resource}: ${how} ${kept.id}${this.killed ? " (not saved)" : ""}`);
    if (!this.killed) this.state.set(resource, kept);
  }

  private drop(resource: string, how: string): void {
    this.steps.push(`${resource}: ${how}${this.killed ? " (not saved)" : ""}`);
    if (!this.killed) this.state.delete(resource);
  }
}

/** What is left of a value in a state file. */
function saved<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}

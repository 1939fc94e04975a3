// A small engine: keeps the state and calls the lifecycle as Pulumi's engine does, in one run of one command.
import { isDeepStrictEqual } from "node:util";
import {
  DEFAULT_NAME_KEY,
  type StoreInputs,
  type StoreState,
} from "../../../provider/src/contract/integration-store.ts";
import { OperationError, PartialStateError } from "../../../provider/src/errors/operation-error.ts";
import { render } from "../../../provider/src/errors/render.ts";
import { integrationStore } from "../../../provider/src/lifecycle/integration-store/index.ts";
import type { ProcessContext } from "../../support/process-context.ts";

/** A resource in the state. */
export interface StateEntry {
  id: string;
  inputs: StoreInputs;
  outputs: StoreState;
  /** Whether its last creation or update ended as an init failure. */
  incomplete: boolean;
}

export type State = Map<string, StateEntry>;
export type Program = Map<string, StoreInputs & Record<string, unknown>>;

export interface Failure {
  resource: string;
  error: OperationError;
}

export interface RunOptions {
  /** Whether steps overlap, as by default, or run one after another. */
  parallel: boolean;
  /** `--replace` of this resource. */
  replace?: string | undefined;
  /** A changed `replacementTrigger` of this resource. */
  trigger?: string | undefined;
  /** `--target` of this resource: nothing else is planned, and nothing is deleted. */
  target?: string | undefined;
}

type Step = () => Promise<void>;

export class EngineRun {
  readonly failures: Failure[] = [];
  /** The names of the stores to create, one per call. */
  readonly creates: string[] = [];
  /** What was done, for the report of a counterexample. */
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

  /** From now on nothing is saved and nothing is started. */
  kill(): void {
    this.killed = true;
  }

  async up(program: Program): Promise<void> {
    const running: Promise<void>[] = [];
    const { target } = this.options;
    for (const [resource, args] of program) {
      if (target !== undefined && target !== resource) continue;
      // Check and diff run one after another; a step starts at once, and after a failure no other starts.
      const step = this.stopped ? undefined : await this.attempt(resource, () => this.plan(resource, args));
      if (step === undefined || this.stopped) break;
      await this.start(running, resource, step);
    }
    await Promise.all(running);
    if (target !== undefined) return;
    await this.deleteAll([...this.state.keys()].filter((resource) => !program.has(resource)));
  }

  async destroy(): Promise<void> {
    await this.deleteAll([...this.state.keys()]);
  }

  async refresh(): Promise<void> {
    const running: Promise<void>[] = [];
    for (const [resource, entry] of [...this.state]) {
      if (this.stopped) break;
      await this.start(running, resource, () => this.read(resource, entry));
    }
    await Promise.all(running);
  }

  get wasKilled(): boolean {
    return this.killed;
  }

  private get stopped(): boolean {
    return this.killed || this.failures.length > 0;
  }

  private async start(running: Promise<void>[], resource: string, step: Step): Promise<void> {
    const done = this.attempt(resource, step);
    if (this.options.parallel) running.push(done);
    else await done;
  }

  private async attempt<Value>(resource: string, run: () => Promise<Value>): Promise<Value | undefined> {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof OperationError)) throw error;
      this.steps.push(`${resource}: ${render(error)}`);
      this.failures.push({ resource, error });
      return undefined;
    }
  }

  private async plan(resource: string, args: StoreInputs & Record<string, unknown>): Promise<Step> {
    const old = this.state.get(resource);
    // For a forced replacement the engine does not call diff, and calls check without old inputs only.
    if (old !== undefined && this.options.replace === resource) return this.planReplacement(resource, old, args);
    const inputs = await this.check(resource, old?.inputs, args);
    if (old === undefined) return () => this.create(resource, inputs);
    if (this.options.trigger === resource) return this.planReplacement(resource, old, args);
    const diff = await integrationStore.diff(this.context, old.id, saved(old.outputs), saved(inputs));
    const changes = old.incomplete || (diff.changes ?? !isDeepStrictEqual(old.inputs, saved(inputs)));
    if (!changes) return async () => this.save(resource, { ...old, inputs: saved(inputs) }, "same");
    if (diff.replaces.length > 0) return this.planReplacement(resource, old, args);
    return () => this.update(resource, old, inputs);
  }

  private async check(resource: string, olds: StoreInputs | undefined, args: StoreInputs): Promise<StoreInputs> {
    const given = { ...saved(args), [DEFAULT_NAME_KEY]: `shop-dev-${resource}` };
    const { inputs, failures } = await integrationStore.check(this.context, olds && saved(olds), given);
    if (failures[0] !== undefined) throw failures[0];
    return inputs;
  }

  /** Checks as a creation, then deletes and creates: both resources set `deleteBeforeReplace`. */
  private async planReplacement(resource: string, old: StateEntry, args: StoreInputs): Promise<Step> {
    const inputs = await this.check(resource, undefined, args);
    return async () => {
      await this.delete(resource, old);
      if (!this.killed) await this.create(resource, inputs);
    };
  }

  private async create(resource: string, inputs: StoreInputs): Promise<void> {
    this.creates.push(String(inputs.name));
    await this.saveResult(resource, inputs, "create", async () =>
      integrationStore.create(this.context, saved(inputs) as StoreInputs),
    );
  }

  private async update(resource: string, old: StateEntry, inputs: StoreInputs): Promise<void> {
    await this.saveResult(resource, inputs, "update", async () => ({
      id: old.id,
      state: await integrationStore.update(this.context, old.id, saved(old.outputs), saved(inputs)),
    }));
  }

  private async saveResult(
    resource: string,
    inputs: StoreInputs,
    step: string,
    run: () => Promise<{ id: string; state: StoreState }>,
  ): Promise<void> {
    try {
      const { id, state } = await run();
      this.save(resource, { id, inputs: saved(inputs), outputs: saved(state), incomplete: false }, step);
    } catch (error) {
      if (error instanceof PartialStateError) {
        const outputs = saved(error.state() as StoreState);
        this.save(resource, { id: error.id, inputs: saved(inputs), outputs, incomplete: true }, `${step} (incomplete)`);
      }
      throw error;
    }
  }

  private async read(resource: string, entry: StateEntry): Promise<void> {
    const result = await integrationStore.read(this.context, entry.id, saved(entry.outputs));
    if (result === undefined) return this.remove(resource, "deleted");
    const { inputs, state } = result;
    await integrationStore.diff(this.context, entry.id, saved(state), saved(entry.inputs));
    this.save(resource, { id: entry.id, inputs: saved(inputs), outputs: saved(state), incomplete: false }, "read");
  }

  private async deleteAll(resources: string[]): Promise<void> {
    const running: Promise<void>[] = [];
    for (const resource of resources) {
      const entry = this.state.get(resource);
      if (entry === undefined || this.stopped) continue;
      await this.start(running, resource, () => this.delete(resource, entry));
    }
    await Promise.all(running);
  }

  private async delete(resource: string, entry: StateEntry): Promise<void> {
    await integrationStore.delete(this.context, entry.id, saved(entry.outputs));
    this.remove(resource, "delete");
  }

  private save(resource: string, entry: StateEntry, step: string): void {
    this.steps.push(`${resource}: ${step} ${entry.id}${this.killed ? " (not saved)" : ""}`);
    if (!this.killed) this.state.set(resource, entry);
  }

  private remove(resource: string, step: string): void {
    this.steps.push(`${resource}: ${step}${this.killed ? " (not saved)" : ""}`);
    if (!this.killed) this.state.delete(resource);
  }
}

/** A value as a state file keeps it. */
function saved<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}

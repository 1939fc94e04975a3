// One schedule of connections against one emulator: the runs of an engine, what others do, and what must hold after each.
import { isDeepStrictEqual } from "node:util";
import type { Emulator } from "vercel-marketplace-emulator";
import { expect } from "vitest";
import {
  type ConnectionInputs,
  type ConnectionState,
  isSamePrefix,
  isSameSet,
} from "../../../provider/src/contract/project-connection.ts";
import { OperationError, PartialStateError } from "../../../provider/src/errors/operation-error.ts";
import { render } from "../../../provider/src/errors/render.ts";
import { projectConnection } from "../../../provider/src/lifecycle/project-connection/index.ts";
import { projectId, seedStore } from "../../support/connection.ts";
import { type ProcessContext, processOf } from "../../support/process-context.ts";
import type { Action, Declaration, Run } from "./random-connections.ts";
import { SkippedTime } from "./skipped-time.ts";

interface Entry {
  id: string;
  inputs: ConnectionInputs;
  outputs: ConnectionState;
  incomplete: boolean;
}

interface Failure {
  resource: string;
  error: OperationError;
}

/** Failures that name a connection that may exist although the state does not have it. */
const unclearCodes = ["connection-outcome-unknown", "connection-not-listed", "connection-not-restored"];

export class Simulation {
  readonly state = new Map<string, Entry>();
  readonly program = new Map<string, ConnectionInputs>();
  readonly history: string[] = [];
  /** Connections that others made. */
  readonly foreign = new Set<string>();
  /** Connections of interrupted runs, which no state has. */
  readonly orphans = new Set<string>();
  readonly stores: string[];
  private readonly emulator: Emulator;
  private readonly time: SkippedTime;
  private failures: Failure[] = [];
  private killed = false;

  constructor(emulator: Emulator) {
    this.emulator = emulator;
    emulator.reset();
    this.stores = ["shop-db", "other-db"].map((name) => seedStore(emulator, { name }).id);
    this.time = new SkippedTime((clockOffsetMs) => emulator.configure({ clockOffsetMs }));
  }

  perform(given: Action): Promise<void> | void {
    this.history.push(JSON.stringify(given));
    switch (given.action) {
      case "run":
        return this.run(given.run);
      case "follow":
        return this.followErrors();
      case "declare":
        return this.declare(given.slot, given.declaration);
      case "change": {
        const args = this.program.get(`r${given.slot}`);
        if (args === undefined) return;
        if (given.environments !== undefined) args.environments = given.environments;
        delete args.envVarPrefix;
        if (given.envVarPrefix !== undefined) args.envVarPrefix = given.envVarPrefix;
        return;
      }
      case "move": {
        const [from, to] = [this.program.get(`r${given.from}`), this.program.get(`r${given.to}`)];
        const environment = from?.environments?.[0];
        if (given.from === given.to || environment === undefined) return;
        if (to?.environments === undefined || to.environments.includes(environment)) return;
        const rest = from?.environments?.slice(1) ?? [];
        if (from !== undefined && rest.length > 0) from.environments = rest;
        to.environments = [...to.environments, environment];
        return;
      }
      case "remove":
        this.program.delete(`r${given.slot}`);
        return;
      case "rename": {
        const args = this.program.get(`r${given.slot}`);
        if (args === undefined || this.program.has(`r${given.to}`)) return;
        this.program.delete(`r${given.slot}`);
        this.program.set(`r${given.to}`, args);
        return;
      }
      default:
        return this.changeInDashboard(given);
    }
  }

  declare(at: number, given: Declaration): void {
    this.program.set(`r${at}`, this.argumentsOf(given));
  }

  async run({ command, atOnce, faults, lingerMs, lateMs, kill }: Run): Promise<void> {
    const { emulator } = this;
    this.time.skip(60_000);
    emulator.journal.clear();
    emulator.configure({
      variablesLinger: lingerMs,
      connectionChangesAfter: lateMs === 0 ? null : { ms: lateMs },
    });
    for (const one of faults) emulator.faults.add(one);
    const before = this.snapshot();
    this.failures = [];
    this.killed = false;
    const context = processOf(emulator, {
      clock: this.time,
      timings: { settleSeconds: 60, pollSeconds: 1, requestSeconds: 20 },
    });
    const running = command === "up" ? this.up(context, atOnce) : this.refresh(context);
    if (kill === undefined) await running;
    else await this.killAt(kill, running, context);
    emulator.faults.clear();
    const journal = emulator.journal.entries();
    this.history.push(...journal.map(({ method, path: of, status: got }) => `  . ${method} ${of} ${got ?? "cut"}`));
    this.history.push(...this.failures.map(({ resource, error }) => `  ${resource}: ${render(error)}`));
    this.assertAfter(before);
  }

  async recover(): Promise<void> {
    this.history.push("--- no more faults");
    const quiet: Run = { command: "up", atOnce: false, faults: [], lingerMs: 0, lateMs: 0, kill: undefined };
    // Only a refresh notices what others have removed.
    await this.run({ ...quiet, command: "refresh" });
    this.assert(this.failures.length === 0, "a refresh without faults fails");
    let rounds = 0;
    do {
      this.followErrors();
      await this.run(quiet);
      rounds += 1;
    } while (this.failures.length > 0 && rounds < 20);
    this.assert(this.failures.length === 0, "following the errors does not lead to a successful run");
    const inState = [...this.state.values()].map(({ id }) => id).sort();
    const ours = this.connections().filter(({ id }) => !this.foreign.has(id) && !this.orphans.has(id));
    this.assert(isDeepStrictEqual(inState, ours.map(({ id }) => id).sort()), "the state differs from the server");
    await this.run({ ...quiet, command: "refresh" });
    await this.run(quiet);
    const settled = structuredClone(this.state);
    for (const command of ["up", "refresh", "up"] as const) await this.run({ ...quiet, command });
    this.assert(this.emulator.journal.writes().length === 0, "an unchanged run writes");
    this.assert(isDeepStrictEqual(settled, this.state), "an unchanged run changes the state");
    for (const [resource, { id, outputs }] of this.state) {
      const secrets = Object.values(this.emulator.stores.secretValues(outputs.storeId));
      // A value is read by its name: if the store's variable was removed, it may be the project's own of that name.
      const variables = this.emulator.projects.variables(outputs.projectId);
      const own = variables.filter(({ from }) => from === undefined).map(({ key }) => key);
      for (const name of (outputs.variableNames ?? []).filter((one) => !own.includes(one))) {
        this.assert(secrets.includes(String(outputs.values?.[name])), `${resource} lacks the value of ${name}`);
      }
      const { environments: wanted = [], envVarPrefix: prefix } = this.program.get(resource) ?? {};
      const link = this.connections().find(({ id: one }) => one === id);
      for (const environmentsOf of [outputs.environments, link?.environments]) {
        this.assert(isSameSet(environmentsOf ?? [], wanted), `${resource} has other environments`);
      }
      for (const prefixOf of [outputs.envVarPrefix, link?.envVarPrefix]) {
        this.assert(isSamePrefix(prefixOf, prefix), `${resource} has another prefix`);
      }
    }
  }

  private argumentsOf({ store, project, envVarPrefix, environments: some }: Declaration): ConnectionInputs {
    const args = {
      storeId: String(this.stores[store]),
      projectId: projectId(this.emulator, project),
      environments: some,
    };
    return envVarPrefix === undefined ? args : { ...args, envVarPrefix };
  }

  private connections() {
    return this.emulator.stores
      .list()
      .flatMap(({ id: storeId, projectsMetadata }) => projectsMetadata.map((link) => ({ ...link, storeId })));
  }

  private snapshot() {
    return { connections: this.connections(), state: structuredClone(this.state) };
  }

  private assert(holds: boolean, what: string): void {
    if (!holds) throw new Error(`Violated: ${what}`);
  }

  private assertAfter(before: ReturnType<Simulation["snapshot"]>): void {
    const after = this.connections();
    const inState = new Set([...this.state.values()].map(({ id }) => id));
    const wereInState = new Set([...before.state.values()].map(({ id }) => id));
    const codes = this.failures.map(({ error }) => error.code);
    for (const { id } of before.connections) {
      if (after.some((link) => link.id === id)) continue;
      this.assert(wereInState.has(id), `${id}, which the state did not have, was disconnected`);
    }
    for (const { id } of after) {
      if (inState.has(id)) {
        this.foreign.delete(id);
        this.orphans.delete(id);
      } else if (!before.connections.some((link) => link.id === id)) {
        const isNamed = this.failures.some(({ error }) => render(error).includes(id));
        this.assert(
          this.killed || isNamed || codes.some((code) => unclearCodes.includes(code)),
          `${id} was created, and neither the state nor a failure has it`,
        );
        this.orphans.add(id);
      }
    }
    for (const [resource, { id, outputs }] of before.state) {
      const now = this.state.get(resource);
      const isRenamed = !isSamePrefix(now?.outputs.envVarPrefix, outputs.envVarPrefix);
      if (now?.id === id && !isRenamed) {
        for (const name of Object.keys(outputs.values ?? {})) {
          this.assert(now?.outputs.values?.[name] !== undefined, `${resource} lost the value of ${name}`);
        }
      }
      const isPair = (link: { storeId: string; projectId: string }) =>
        link.storeId === outputs.storeId && link.projectId === outputs.projectId;
      const wanted = this.program.get(resource);
      if (wanted === undefined || !isPair(wanted)) continue;
      // Environments and prefix change in place, also in a run that is interrupted.
      const isThere = (link: { id: string }) => link.id === id;
      this.assert(!before.connections.some(isThere) || after.some(isThere), `${resource} was disconnected`);
    }
    this.assertRequests(before);
  }

  /** Only what leaves the program, or goes to another store or project, is disconnected; and no accepted change is repeated. */
  private assertRequests(before: ReturnType<Simulation["snapshot"]>): void {
    const writes = this.emulator.journal.writes();
    const leaving = [...before.state].filter(([resource, { outputs }]) => {
      const wanted = this.program.get(resource);
      return wanted?.storeId !== outputs.storeId || wanted.projectId !== outputs.projectId;
    });
    const deletions = writes.filter(({ method }) => method === "DELETE");
    this.assert(deletions.length <= leaving.length, "more connections were removed than have left the program");
    const accepted = writes.filter(({ method, status: got }) => method === "PATCH" && got === 200);
    const isRepeated = accepted.some(({ path: of }, at) => accepted.findIndex((one) => one.path === of) < at);
    this.assert(!isRepeated, "a change was sent again after it was accepted");
  }

  private async killAt(kill: NonNullable<Run["kill"]>, running: Promise<void>, context: ProcessContext): Promise<void> {
    const barrier = this.emulator.barriers.hold(kill);
    if (await Promise.race([barrier.reached().then(() => true), running.then(() => false)])) {
      this.killed = true;
      context.kill();
    }
    barrier.release();
    // The held request is carried out now, although its client is gone.
    const isIdle = () => this.emulator.journal.entries().every(({ endedAt }) => endedAt !== undefined);
    await expect.poll(isIdle, { interval: 2 }).toBe(true);
  }

  private async up(context: ProcessContext, atOnce: boolean): Promise<void> {
    const running: Promise<void>[] = [];
    for (const [resource, args] of this.program) {
      if (this.failures.length > 0) break;
      await this.attempt(resource, async () => {
        const step = this.attempt(resource, await this.plan(context, resource, args));
        if (atOnce) running.push(step);
        else await step;
      });
    }
    await Promise.all(running);
    for (const [resource, { id, outputs }] of [...this.state]) {
      if (this.program.has(resource) || this.failures.length > 0) continue;
      await this.attempt(resource, async () => {
        await projectConnection.delete(context, id, saved(outputs));
        this.save(resource, undefined);
      });
    }
  }

  /** Check and diff. Returns what the engine does then, perhaps beside the steps of other resources. */
  private async plan(context: ProcessContext, resource: string, args: ConnectionInputs): Promise<() => Promise<void>> {
    const old = this.state.get(resource);
    const inputs = await this.check(context, old?.inputs, args);
    if (old === undefined) return () => this.create(context, resource, inputs);
    const { changes, replaces } = await projectConnection.diff(context, old.id, saved(old.outputs), saved(inputs));
    if (replaces.length > 0) {
      const again = await this.check(context, undefined, args);
      return async () => {
        await projectConnection.delete(context, old.id, saved(old.outputs));
        this.save(resource, undefined);
        await this.create(context, resource, again);
      };
    }
    if (!(old.incomplete || (changes ?? !isDeepStrictEqual(old.inputs, saved(inputs))))) {
      return async () => this.save(resource, { ...old, inputs: saved(inputs) });
    }
    const update = () => projectConnection.update(context, old.id, saved(old.outputs), saved(inputs));
    return () => this.saveResult(resource, inputs, async () => ({ id: old.id, state: await update() }));
  }

  private async check(context: ProcessContext, olds: ConnectionInputs | undefined, args: ConnectionInputs) {
    const { inputs, failures } = await projectConnection.check(context, olds && saved(olds), { ...saved(args) });
    if (failures[0] !== undefined) throw failures[0];
    return inputs;
  }

  private create(context: ProcessContext, resource: string, inputs: ConnectionInputs): Promise<void> {
    return this.saveResult(resource, inputs, () => projectConnection.create(context, saved(inputs)));
  }

  private async saveResult(
    resource: string,
    inputs: ConnectionInputs,
    act: () => Promise<{ id: string; state: ConnectionState }>,
  ): Promise<void> {
    try {
      const { id, state } = await act();
      this.save(resource, { id, inputs: saved(inputs), outputs: saved(state), incomplete: false });
    } catch (error) {
      if (error instanceof PartialStateError) {
        const outputs = saved(error.state() as ConnectionState);
        this.save(resource, { id: error.id, inputs: saved(inputs), outputs, incomplete: true });
      }
      throw error;
    }
  }

  private async refresh(context: ProcessContext): Promise<void> {
    for (const [resource, entry] of [...this.state]) {
      await this.attempt(resource, async () => {
        const read = await projectConnection.read(context, entry.id, saved(entry.outputs));
        if (read === undefined) return this.save(resource, undefined);
        await projectConnection.diff(context, entry.id, saved(read.state), saved(entry.inputs));
        const { inputs, state } = read;
        this.save(resource, { id: entry.id, inputs: saved(inputs), outputs: saved(state), incomplete: false });
      });
    }
  }

  private save(resource: string, entry: Entry | undefined): void {
    if (this.killed) return;
    if (entry === undefined) this.state.delete(resource);
    else this.state.set(resource, entry);
  }

  private async attempt(resource: string, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof OperationError)) throw error;
      this.failures.push({ resource, error });
    }
  }

  /** The user does what the errors ask for. Two resources of one connection, or of one variable, are one too many. */
  private followErrors(): void {
    for (const { resource, error } of this.failures) {
      const args = this.program.get(resource);
      if (args === undefined) continue;
      const reason = error.code.endsWith("rejected") || error.code.endsWith("restored") ? error.cause : error;
      const { code = "", values = {} } = reason instanceof OperationError ? reason : {};
      const { connection, variable, origin } = values as { connection?: string; variable?: string; origin?: unknown };
      if (code === "connection-exists" && connection !== undefined) this.adopt(resource, args, connection);
      if (code === "connection-adopt-differs" && connection !== undefined) this.adopt(resource, args, connection);
      const isTwice = ["connection-owned", "connection-declared-twice", "connection-overlap"].includes(code);
      if (isTwice) this.program.delete(resource);
      if (code === "connection-adopt-not-found" || code === "connection-adopt-after-creation") delete args.adopt;
      if (code === "connection-adopt-conflict") this.program.delete(resource);
      if (code !== "connection-variable-conflict") continue;
      const own = this.emulator.projects
        .variables(args.projectId)
        .filter(({ key, from }) => key === variable && from === undefined);
      if (origin === "project") for (const { id } of own) this.emulator.projects.removeVariable(id);
      else if (typeof origin === "object") this.program.delete(resource);
    }
  }

  private adopt(resource: string, args: ConnectionInputs, id: string): void {
    const isElsewhere = [...this.state].some(([other, entry]) => entry.id === id && this.program.has(other));
    const link = this.connections().find((one) => one.id === id);
    if (isElsewhere) this.program.delete(resource);
    else if (link !== undefined) {
      const { adopt: _, envVarPrefix: __, ...rest } = args;
      const prefix = link.envVarPrefix ? { envVarPrefix: link.envVarPrefix } : {};
      this.program.set(resource, { ...rest, ...prefix, environments: link.environments ?? [], adopt: id });
    }
  }

  private changeInDashboard(given: Extract<Action, { action: `others ${string}` }>): void {
    const { projects } = this.emulator;
    const all = this.connections();
    try {
      if (given.action === "others connect") {
        const { store, project, environments: some, envVarPrefix } = given.declaration;
        const storeId = String(this.stores[store]);
        const isTaken = (link: (typeof all)[number]) => link.environments.some((one) => some.includes(one));
        if (all.some((link) => link.storeId === storeId && link.name === project && isTaken(link))) return;
        const prefix = envVarPrefix === undefined ? {} : { prefix: envVarPrefix };
        this.foreign.add(projects.connect({ store: storeId, project, environments: some, ...prefix }).id);
      } else if (given.action === "others edit") {
        const link = all[given.which];
        if (link === undefined) return;
        const { environments: some = link.environments, envVarPrefix: prefix = null } = given;
        const others = all.filter(
          ({ id, storeId, projectId: of }) => id !== link.id && storeId === link.storeId && of === link.projectId,
        );
        if (others.some((one) => one.environments.some((name) => some.includes(name)))) return;
        projects.editConnection(link.storeId, link.id, { environments: some, prefix });
      } else if (given.action === "others disconnect") {
        const link = all[given.which];
        if (link !== undefined) projects.disconnect(link.storeId, link.id);
      } else if (given.action === "others remove a variable") {
        const variables = projects.variables("web").filter(({ from }) => from !== undefined);
        const variable = variables[given.which % Math.max(1, variables.length)];
        if (variable !== undefined) projects.removeVariable(variable.id);
      } else {
        const { project, key, environment } = given;
        projects.addVariable({ project, key, value: "own", environments: [environment] });
      }
    } catch (error) {
      // The dashboard rejects a variable or connection that collides with another.
      this.history.push(`  ${String(error)}`);
    }
  }
}

function saved<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}

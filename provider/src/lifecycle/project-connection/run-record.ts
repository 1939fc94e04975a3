// What this process has learnt about connections: which ones the program declares, and which ones it removes or changes.
import { type ConnectionInputs, isSameSet } from "../../contract/project-connection";
import { isUnknown } from "../../contract/values";
import type { Context } from "../core/context";
import type { RecordedConnection } from "./state";

/** A connection that the program declares. */
interface Declaration {
  inputs: ConnectionInputs;
  /** The connection, if the state has it already. */
  recorded?: RecordedConnection;
}

/** The variables that a new connection is to give its project. */
interface NewVariables {
  inputs: ConnectionInputs;
  names: readonly string[];
}

/** A connection that this process removes or changes. */
export interface Departure {
  recorded: RecordedConnection;
  /** The environments that it leaves. Absent: all, since it is removed. */
  environments?: readonly string[];
  /** The inputs of the connection that is to be created instead of it. */
  successor?: ConnectionInputs;
  /** Whether its variables get other names, so that the old ones become free in all its environments. */
  renames?: boolean;
}

class RunRecord {
  private readonly declarations: Declaration[] = [];
  private readonly existing: ConnectionInputs[] = [];
  private readonly newVariables: NewVariables[] = [];
  private readonly departures = new Map<string, Departure>();
  private disconnected: RecordedConnection[] = [];

  /** Records a new resource, or with `recorded` one that keeps its connection. */
  recordDeclared(declaration: Declaration): void {
    this.declarations.push(declaration);
  }

  /** The declarations of the same store and project that share an environment with these inputs. */
  declaredBeside(inputs: ConnectionInputs, toId?: ToId): Declaration[] {
    return this.declarations.filter(
      (one) => isSamePair(one.inputs, inputs) && sharedEnvironments(one.inputs, inputs, toId).length > 0,
    );
  }

  /** Records a resource that is in the state: its replacement is checked without old inputs, as a new resource is. */
  recordExisting(inputs: ConnectionInputs): void {
    this.existing.push(inputs);
  }

  /** Whether a resource in the state has a connection of this store and project in one of these environments. */
  isExisting(inputs: ConnectionInputs): boolean {
    return this.existing.some((one) => isSamePair(one, inputs) && sharedEnvironments(one, inputs).length > 0);
  }

  /** Records the variables of a new connection. Returns one that a new connection of another store has too. */
  recordVariables(variables: NewVariables): { variable: string; other: ConnectionInputs } | undefined {
    const { inputs, names } = variables;
    const others = this.newVariables.filter(
      ({ inputs: one }) =>
        one.projectId === inputs.projectId &&
        one.storeId !== inputs.storeId &&
        sharedEnvironments(one, inputs).length > 0,
    );
    this.newVariables.push(variables);
    for (const other of others) {
      const variable = names.find((name) => other.names.includes(name));
      if (variable !== undefined) return { variable, other: other.inputs };
    }
    return undefined;
  }

  /** Records a connection that a replacement removes, or that a change frees from environments or names. */
  recordDeparture(departure: Departure): void {
    this.departures.set(departure.recorded.id, departure);
  }

  /** Records a connection that a request of this process removed. */
  recordDisconnected(recorded: RecordedConnection): void {
    const { successor } = this.departures.get(recorded.id) ?? {};
    this.recordDeparture({ recorded, ...(successor && { successor }) });
    this.disconnected.push(recorded);
  }

  /** Whether this process removes a connection. */
  isLeaving(id: string): boolean {
    const departure = this.departures.get(id);
    return departure !== undefined && departure.environments === undefined;
  }

  /** The environments from which a change in this process takes a connection. */
  environmentsLeftBy(id: string): readonly string[] {
    return this.departures.get(id)?.environments ?? [];
  }

  departuresFrom(projectId: string): Departure[] {
    return [...this.departures.values()].filter(({ recorded }) => recorded.state.projectId === projectId);
  }

  /** The connection that this process removed, and that a creation with these inputs is to follow. */
  disconnectedFor(inputs: ConnectionInputs): RecordedConnection | undefined {
    const isFollowed = ({ id, state }: RecordedConnection) =>
      isSamePair(state, inputs) && sharedEnvironments(this.departures.get(id)?.successor ?? state, inputs).length > 0;
    return this.disconnected.find(isFollowed);
  }

  /** A connection of another store to the project that this process removed, and that no other one has followed. */
  disconnectedFromOther({ storeId, projectId }: ConnectionInputs): RecordedConnection | undefined {
    return this.disconnected.find(({ state }) => state.projectId === projectId && state.storeId !== storeId);
  }

  /** Records that a project is connected again: nothing is left of the connection that this one follows. */
  recordConnected(inputs: ConnectionInputs): void {
    const followed = this.disconnectedFor(inputs);
    if (followed === undefined) return;
    this.disconnected = this.disconnected.filter((one) => one !== followed);
    this.departures.delete(followed.id);
  }
}

export function runRecord(context: Context): RunRecord {
  return context.preflight.recordOf(RunRecord);
}

function isSamePair(one: ConnectionInputs, other: ConnectionInputs): boolean {
  return one.storeId === other.storeId && one.projectId === other.projectId;
}

/** Gives the id of a custom environment for its slug, and every other name as it is. */
export type ToId = (name: string) => string;

/** The environments of the first that the second names too. Unknown ones are no other one's. */
export function sharedEnvironments(
  one: ConnectionInputs,
  other: ConnectionInputs,
  toId: ToId = (name) => name,
): string[] {
  const theirs = knownEnvironments(other).map(toId);
  return knownEnvironments(one).filter((environment) => theirs.includes(toId(environment)));
}

export function knownEnvironments({ environments }: ConnectionInputs): string[] {
  // Unknown until it is known, and then a list.
  return Array.isArray(environments) ? environments.filter((name) => !isUnknown(name)) : [];
}

export function hasSameEnvironments(one: ConnectionInputs, other: ConnectionInputs): boolean {
  return isSameSet(knownEnvironments(one), knownEnvironments(other));
}

// What this process has learnt about connections: which are declared, and which it disconnects.
import type { ConnectionInputs } from "../../contract/project-connection";
import type { Context } from "../core/context";
import type { RecordedConnection } from "./state";

/** Store and project: a project can be connected to a store once. */
type Pair = Pick<ConnectionInputs, "storeId" | "projectId">;

class RunRecord {
  private readonly declared = new Set<string>();
  private readonly existing = new Set<string>();
  private readonly unchanged = new Map<string, RecordedConnection>();
  private readonly leaving = new Map<string, RecordedConnection>();
  private readonly disconnected = new Map<string, RecordedConnection>();

  /** Records the pair of a resource that was checked without old inputs. */
  recordDeclared(pair: Pair): void {
    this.declared.add(keyOf(pair));
  }

  isDeclared(pair: Pair): boolean {
    return this.declared.has(keyOf(pair));
  }

  /** Records a pair that is in the state: its replacement is checked without old inputs, as a new resource is. */
  recordExisting(pair: Pair): void {
    this.existing.add(keyOf(pair));
  }

  isExisting(pair: Pair): boolean {
    return this.existing.has(keyOf(pair));
  }

  /** Records a connection that a diff of the program does not replace. */
  recordUnchanged(connection: RecordedConnection): void {
    this.unchanged.set(keyOf(connection.state), connection);
  }

  unchangedOf(pair: Pair): RecordedConnection | undefined {
    return this.unchanged.get(keyOf(pair));
  }

  /** Records a connection that a replacement removes, now or later in this process. */
  recordLeaving(connection: RecordedConnection): void {
    this.leaving.set(connection.id, connection);
  }

  /** Records a connection that a request of this process removed. */
  recordDisconnected(connection: RecordedConnection): void {
    this.recordLeaving(connection);
    this.disconnected.set(keyOf(connection.state), connection);
  }

  isLeaving(id: string): boolean {
    return this.leaving.has(id);
  }

  /** The connections of a project that this process removes. */
  leavingProject(projectId: string): RecordedConnection[] {
    return [...this.leaving.values()].filter(({ state }) => state.projectId === projectId);
  }

  /** The connection of a pair that this process removed. */
  disconnectedFrom(pair: Pair): RecordedConnection | undefined {
    return this.disconnected.get(keyOf(pair));
  }

  /** A connection of a project that this process removed, and that no other one has followed. */
  disconnectedFromProject(projectId: string): RecordedConnection | undefined {
    return [...this.disconnected.values()].find(({ state }) => state.projectId === projectId);
  }

  /** Records that a pair is connected again: nothing of its earlier connections is left. */
  recordConnected(pair: Pair): void {
    for (const [id, { state }] of this.leaving) if (keyOf(state) === keyOf(pair)) this.leaving.delete(id);
    this.disconnected.delete(keyOf(pair));
  }
}

export function runRecord(context: Context): RunRecord {
  return context.preflight.recordOf(RunRecord);
}

function keyOf({ storeId, projectId }: Pair): string {
  return `${storeId} ${projectId}`;
}

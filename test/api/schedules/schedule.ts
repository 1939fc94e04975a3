// A schedule: a program, what users and others do, and the faults of each run.
import type { BarrierGiven, BehaviourChange, FaultGiven, StoreStatus } from "vercel-marketplace-emulator";

type Name = "shop" | "Depot";

/** What a user writes for one resource. There are few names, so that they collide. */
export interface Declaration {
  /** Absent: the program leaves the name open. */
  name: Name | undefined;
  product: "neon" | "redis";
  region: "iad1" | "fra1";
  allowReplacement: boolean;
  externalId: string | undefined;
}

/** `stale list`: the list shows the stores as they were when the run began. */
export type Fault = FaultGiven | { kind: "stale list"; times: number };

export type Command = "up" | "refresh" | "destroy";

export interface Run {
  command: Command;
  /** Whether the steps of a run overlap, as by default, or run one after another. */
  parallel: boolean;
  faults: Fault[];
  /** Which statuses new stores have in this run. */
  provisioning: NonNullable<BehaviourChange["provisioning"]> | null;
  /** `up --replace` of the resource in this slot. */
  replace?: number;
  /** An `up` with a changed `replacementTrigger` of the resource in this slot. */
  trigger?: number;
  /** `up --target` of the resource in this slot. */
  target?: number;
  /** May read team acme, and may not create, change or delete. Otherwise the token may do everything in both teams. */
  token?: "viewer";
  /** The engine is killed at this point, alone or together with the provider. */
  crash?: { point: BarrierGiven; victim: "the CLI" | "both" };
}

export type Action =
  | { action: "run"; run: Run }
  /** The user does what the errors of the last run ask for. */
  | { action: "follow" }
  | { action: "declare"; slot: number; declaration: Declaration }
  | { action: "change region"; slot: number; region: Declaration["region"] }
  | { action: "change name"; slot: number; name: Name }
  | { action: "remove"; slot: number }
  /** The resource of one slot gets another logical name, without an alias. */
  | { action: "change logical name"; slot: number; to: number }
  | { action: "delete in dashboard"; which: number }
  /** To a team that the token sees. */
  | { action: "move in dashboard"; which: number }
  | { action: "create in dashboard"; name: Name; product: Declaration["product"] }
  | { action: "rename in dashboard"; which: number; name: Name | "renamed" }
  | { action: "change plan in dashboard"; which: number; isFree: boolean }
  | { action: "change region in dashboard"; which: number; region: Declaration["region"] }
  | { action: "change status"; which: number; status: StoreStatus };

export interface Schedule {
  /** Behaviour of the server where the API is not documented. */
  server: BehaviourChange;
  program: Declaration[];
  actions: Action[];
}

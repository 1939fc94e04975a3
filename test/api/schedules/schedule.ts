// What a schedule is: a program, what a person and others do with it, and what goes wrong meanwhile.
import type { BarrierGiven, BehaviourChange, FaultGiven, StoreStatus } from "vercel-marketplace-emulator";

/** What a person writes for one resource. Names are few, so that they collide. */
export interface Declared {
  name: "shop" | "depot";
  product: "neon" | "redis";
  region: "iad1" | "fra1";
  allowReplacement: boolean;
  externalId: string | undefined;
}

/** `late list`: the list shows the stores as they were when the run began. */
export type Trouble = FaultGiven | { kind: "late list"; times: number };

export type Command = "up" | "refresh" | "destroy";

export interface Run {
  command: Command;
  /** Steps of a run go on at the same time, as by default, or one after the other. */
  parallel: boolean;
  troubles: Trouble[];
  /** What new stores go through in this run. */
  provisioning: NonNullable<BehaviourChange["provisioning"]> | null;
  /** `up --replace` of the resource of this slot. */
  replace?: number;
  /** The engine is killed at this point, alone or together with the provider. */
  crash?: { point: BarrierGiven; victim: "the CLI" | "both" };
}

export type Act =
  | { act: "declare"; slot: number; declared: Declared }
  | { act: "move"; slot: number; region: Declared["region"] }
  | { act: "rename"; slot: number; name: Declared["name"] }
  | { act: "remove"; slot: number }
  /** The resource of one slot gets another logical name, without an alias. */
  | { act: "relabel"; slot: number; to: number }
  /** A person does what the messages of the last run say. */
  | { act: "follow" }
  | { act: "run"; run: Run }
  | { act: "delete outside"; which: number }
  | { act: "make outside"; name: Declared["name"]; product: Declared["product"] }
  | { act: "status outside"; which: number; status: StoreStatus };

export interface Schedule {
  /** How this server decides what nobody knows of the API. */
  server: BehaviourChange;
  program: Declared[];
  acts: Act[];
}

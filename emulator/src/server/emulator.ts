// The emulator, as a test sees it.

import type { Barriers } from "../faults/barriers.js";
import type { Faults } from "../faults/fault-injector.js";
import type { Journal } from "../net/journal.js";
import type { TokenName } from "../seed/accounts.js";
import type { Behaviour, BehaviourChange } from "../state/behaviour.js";
import type { Catalogue } from "../state/catalogue.js";
import type { Projects } from "../state/projects.js";
import type { Stores } from "../state/stores.js";

export interface EmulatorOptions {
  /** Default: the system picks one. */
  port?: number;
  behaviour?: BehaviourChange;
}

export interface Emulator extends AsyncDisposable {
  /** Bound to loopback only. */
  readonly url: string;
  /** An admin of team acme. */
  readonly token: string;
  readonly tokens: Readonly<Record<TokenName, string>>;
  /** What a process has to have in its environment to talk to this emulator. */
  environment(): { VERCEL_API_URL: string; VERCEL_API_TOKEN: string; VERCEL_TEAM: string };
  readonly journal: Journal;
  readonly stores: Stores;
  readonly projects: Projects;
  readonly state: Catalogue;
  readonly faults: Faults;
  readonly barriers: Barriers;
  readonly behaviour: Readonly<Behaviour>;
  configure(change: BehaviourChange): void;
  /** State, behaviour, faults and journal as at the start; what is held or hanging is cut. */
  reset(): void;
  /** Closes the server and every open connection at once. */
  close(): Promise<void>;
}

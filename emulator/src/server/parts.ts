// The parts that one emulator is made of, as its routes see them.

import type { Barriers } from "../faults/barriers.js";
import type { Faults } from "../faults/fault-injector.js";
import type { Journal } from "../net/journal.js";
import type { Behaviour } from "../state/behaviour.js";
import type { Projects } from "../state/projects.js";
import type { Stores } from "../state/stores.js";
import type { World } from "../state/world.js";
import type { RateLimit } from "./rate-limit.js";

export interface Parts {
  world: World;
  stores: Stores;
  projects: Projects;
  journal: Journal;
  faults: Faults;
  barriers: Barriers;
  rateLimit: RateLimit;
  behaviour: () => Behaviour;
  /** The server's own clock. */
  now: () => number;
  lifetime: () => AbortSignal;
  /** The name of the token in an Authorization header, or `unknown`, or `none`. */
  tokenName: (authorization: string | undefined) => string;
}

// What a handler is given, and what it gives back.

import type { Answer } from "../net/exchange.js";
import type { Team, TokenGrant, User } from "../seed/accounts.js";
import type { Behaviour } from "../state/behaviour.js";
import type { Projects } from "../state/projects.js";
import type { Stores } from "../state/stores.js";
import type { World } from "../state/world.js";

export interface Call {
  world: World;
  stores: Stores;
  projects: Projects;
  behaviour: Behaviour;
  now: () => number;
  params: Record<string, string>;
  query: Record<string, string>;
  body: unknown;
}

export interface UserCall extends Call {
  user: User;
  grant: TokenGrant;
}

export interface TeamCall extends UserCall {
  team: Team;
}

/**
 * The second half of a handler. The first half validates and may refuse; this one changes the state and answers.
 * Between the two, and after the second, requests can be held and spoiled, and no handler knows of it.
 */
export type Commit = () => Answer;

export const ok = (body: unknown): Answer => ({ status: 200, body });

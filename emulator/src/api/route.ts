// What a route is: a pattern, who may call it, and what it does.
import type { Call, Commit, TeamCall, UserCall } from "./handler.js";

export type Route = { method: "GET" | "POST" | "PATCH" | "DELETE"; pattern: string } & (
  | { scope: "open"; handle: (call: Call) => Commit }
  | { scope: "user"; handle: (call: UserCall) => Commit }
  | {
      scope: "team";
      /** What only an admin of the team has. */
      permission?: string;
      handle: (call: TeamCall) => Commit;
    }
);

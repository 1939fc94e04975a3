// What a route is, what its handler gets, and what the handler returns.
import type { Answer } from "../net/exchange.js";
import type { Team, TokenGrant, User } from "../seed/accounts.js";
import type { ServerState } from "../state/world.js";
import type { JsonSchema } from "./json-schema.js";

export interface ApiRequest {
  params: Record<string, string>;
  query: Record<string, string>;
  body: unknown;
}

export interface UserRequest extends ApiRequest {
  user: User;
  grant: TokenGrant;
}

export interface TeamRequest extends UserRequest {
  team: Team;
}

/**
 * A handler validates the request, or throws an `ApiError`. The function that it returns changes the state and answers.
 * Between the two, and after the second, faults and barriers apply; handlers do not know of them.
 */
type Handler<R> = (request: R, state: ServerState) => Commit;
export type Commit = () => Answer;

/** How it is known that the API has a route: the best source that there is. */
export type Evidence =
  /** The API's published specification, which `@vercel/sdk` is generated from. */
  | "published"
  /** The source of an official client sends it, such as Vercel's command line. */
  | "client"
  /** Somebody else reports an answer of the API. */
  | "report"
  /** None of them. */
  | "assumption";

export type Route = { method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE"; pattern: string; evidence: Evidence } & (
  | { scope: "open"; handle: Handler<ApiRequest> }
  | { scope: "user"; handle: Handler<UserRequest> }
  | {
      scope: "team";
      /** A permission that only an admin of the team has. */
      permission?: string;
      /** What the body is validated with before the permission is checked. Most routes check the permission first. */
      validatedFirst?: JsonSchema;
      handle: Handler<TeamRequest>;
    }
);

export const ok = (body: unknown): Answer => ({ status: 200, body });

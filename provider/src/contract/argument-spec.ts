// The columns of the tables that describe a resource's arguments, and the validators that several of them use.
import { isTeamReference } from "./team-reference";
import { isRecord } from "./values";

/** What is wrong with a value, without path and full stop; undefined for a valid value. */
export type Validator = (value: unknown) => string | undefined;

/** What is wrong with a member of a value. `member` is appended to the path: `.region`, `[0]`. */
export interface MemberIssue {
  member: string;
  problem: string;
  given?: string;
  options?: readonly { value: string }[];
  nextStep?: string;
}

/** One argument. `Resolved` are the names of the fields that the resolution of the arguments adds. */
export interface ArgumentSpec<Resolved extends string = never> {
  /** Checks a known value without the API. */
  readonly validate: Validator;
  /** Checks the members of an object or a list. Runs only when `validate` accepts the whole; unknown members pass. */
  readonly validateMembers?: (value: unknown) => MemberIssue[];
  readonly required?: true;
  /** What a change does: delete and create, change the resource at Vercel, or change its state only. */
  readonly change: "replace" | "in place" | "in place, no request";
  /** Fields of the state that name the same thing (an object by its id): a value that equals one is no change. */
  readonly aliases?: readonly Resolved[];
  /** Whether a program that omits the argument keeps its old value. */
  readonly carryOver?: true;
  /** Resolved fields that a change makes invalid. Present, even if empty: a change requires a new resolution. */
  readonly invalidates?: readonly Resolved[];
  /** Old and new values that are equal besides those that are equal as JSON. */
  readonly isEqual?: (old: unknown, given: unknown) => boolean;
  /** Whether a value that is not known yet counts as a change that replaces. */
  readonly unknownReplaces?: true;
  /** Whether a message may show the value: always, only if the product's schema offers it to everybody, or never. */
  readonly display: "value" | "offered" | "never";
}

export const matching =
  (pattern: RegExp, problem: string): Validator =>
  (value) =>
    typeof value === "string" && pattern.test(value) ? undefined : problem;

export const nonEmptyString = matching(/./s, "must be a non-empty string");

export const boolean: Validator = (value) => (typeof value === "boolean" ? undefined : "must be true or false");

export const object: Validator = (value) => (isRecord(value) ? undefined : "must be an object");

export const teamReference: Validator = (value) =>
  typeof value === "string" && isTeamReference(value) ? undefined : "must be a team id (team_…) or a team slug";

/** An id becomes part of a path. No id contains spaces or slashes. */
export const idOf = (what: string) => matching(/^[A-Za-z0-9_-]+$/, `must be the id of a ${what}`);

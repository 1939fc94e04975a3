// What a check of `doctor` is, and what it finds.
import { omitUndefined } from "../../contract/values";
import { nextStepOf, render } from "../../errors/render";
import { VercelError } from "../../vercel/errors";

export const groups = [
  "Settings",
  "Token",
  "Team",
  "Permissions",
  "Installations",
  "Undocumented routes",
  "Billing",
  "This machine",
] as const;

/** What a check found. `not checked`: only a change could tell, or it depends on something that failed. */
export type DoctorStatus = "ok" | "warning" | "failed" | "not checked";

/** One check of `doctor --json`. */
export interface DoctorCheck {
  /** Stable, in kebab case, such as `token-expiry`. */
  id: string;
  /** A heading, such as `Permissions`. */
  group: (typeof groups)[number];
  /** What was found. */
  status: DoctorStatus;
  /** What is checked. */
  title: string;
  /** What was found. It contains no secret, and may change, as titles may. */
  detail?: string;
  /** What to do, if the check is not ok. */
  next?: string;
}

/** The output of `doctor --json`. */
export interface DoctorReport {
  /** In the order in which they are printed. */
  checks: DoctorCheck[];
  /** How many checks have each status. */
  summary: {
    /** Passed. */
    ok: number;
    /** Passed, with something to know. With `--strict` they end the command with 1. */
    warnings: number;
    /** Failed: the command ends with 1. */
    failed: number;
    /** Those that only a change could tell, or that depend on a failed one. */
    notChecked: number;
  };
}

export type Finding = Pick<DoctorCheck, "status" | "detail" | "next">;

/** It may throw {@link NotChecked}; any other error is a failed check. */
type Run<Facts> = (facts: Facts) => Finding | Promise<Finding>;

export interface Check<Facts> extends Pick<DoctorCheck, "id" | "group" | "title"> {
  run: Run<Facts>;
  /** What is missing if the API rejects the request, and what to do: the check is then a warning. */
  consequence: string | undefined;
}

/** Makes the checks of a group. `consequences`: by id. */
export function checksIn<Facts>(group: DoctorCheck["group"], consequences: Readonly<Record<string, string>> = {}) {
  return (id: string, title: string, run: Run<Facts>): Check<Facts> => {
    return { id, group, title, run, consequence: consequences[id] };
  };
}

/** A check that cannot be made. */
export class NotChecked extends Error {}

export const ok = (detail?: string): Finding => ({ status: "ok", ...omitUndefined({ detail }) });
export const warning = (detail: string, next: string): Finding => ({ status: "warning", detail, next });
export const failed = (detail: string, next: string): Finding => ({ status: "failed", detail, next });

export async function runCheck<Facts>(check: Check<Facts>, facts: Facts): Promise<DoctorCheck> {
  const { id, group, title, run, consequence } = check;
  const finding = await Promise.resolve(facts)
    .then(run)
    .catch((error): Finding => {
      if (error instanceof NotChecked) return { status: "not checked", detail: error.message };
      if (!VercelError.isInstance(error)) return { status: "failed", detail: render(error) };
      if (consequence === undefined) return failed(describe(error), nextStepOf(error));
      return warning(describe(error), consequence);
    });
  return { id, group, title, ...finding };
}

/** A failed request, with its id for Vercel's support. */
export function describe({ message, requestId }: VercelError): string {
  return requestId === undefined ? message : `${message} (request ${requestId})`;
}

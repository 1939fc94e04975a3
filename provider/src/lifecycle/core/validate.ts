// Validates arguments by their spec table, without the API. Unknown values pass: they are validated once they are known.
import type { ArgumentSpec } from "../../contract/argument-spec";
import type { ValidationIssue } from "../../contract/validation-issue";
import { isUnknown } from "../../contract/values";
import { codeOf, OperationError } from "../../errors/operation-error";
import { ValidationError } from "../../errors/validation-error";
import { SettingsError } from "../../vercel/settings";
import { namesIn } from "./compare";

export function validateArguments(
  resource: string,
  specs: Readonly<Record<string, ArgumentSpec<string>>>,
  given: Readonly<Record<string, unknown>>,
): ValidationIssue[] {
  const missing = namesIn(specs)
    .filter((name) => specs[name]?.required && given[name] === undefined)
    .map((path): ValidationIssue => ({ code: "argument-required", path, problem: "is required" }));
  const issues = Object.entries(given).flatMap(([path, value]): ValidationIssue[] => {
    const spec = Object.hasOwn(specs, path) ? specs[path] : undefined;
    if (spec === undefined) return [unknownArgument(path, resource, namesIn(specs))];
    if (value === undefined || isUnknown(value)) return [];
    const problem = spec.validate(value);
    if (problem !== undefined) return [{ code: "argument-invalid", path, problem }];
    return (spec.validateMembers?.(value) ?? []).map(({ member, ...issue }) => ({
      code: "argument-invalid",
      path: `${path}${member}`,
      ...issue,
    }));
  });
  return [...missing, ...issues];
}

/** Issues as failures of check: one each, so that each has its own code. */
export function toFailures(issues: readonly ValidationIssue[]): OperationError[] {
  return issues.map((issue) => new ValidationError([issue]));
}

/** What was thrown, as failures of check. Rethrows what is neither about the arguments nor about the settings. */
export function caughtFailures(error: unknown): OperationError[] {
  if (error instanceof ValidationError) return toFailures(error.issues);
  if (error instanceof OperationError) return [error];
  if (error instanceof SettingsError) return [new OperationError({ code: codeOf(error), cause: error })];
  throw error;
}

/** Most often a typing error, so the closest names come first. */
function unknownArgument(path: string, resource: string, names: readonly string[]): ValidationIssue {
  return {
    code: "argument-unknown",
    path,
    problem: `is not an argument of ${resource}`,
    given: path,
    options: names.map((value) => ({ value })),
    optionsLabel: "Arguments",
  };
}

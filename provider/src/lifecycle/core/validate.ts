// Validates arguments by their spec table, without the API. Unknown values pass: they are validated once they are known.
import type { ArgumentSpec } from "../../contract/argument-spec";
import type { ValidationIssue } from "../../contract/validation-issue";
import { isUnknown } from "../../contract/values";
import type { OperationError } from "../../errors/operation-error";
import { ValidationError } from "../../errors/validation-error";
import { namesIn } from "./compare";

export function validateArguments(
  resource: string,
  specs: Readonly<Record<string, ArgumentSpec<string>>>,
  given: Readonly<Record<string, unknown>>,
): ValidationIssue[] {
  const missing = namesIn(specs)
    .filter((name) => specs[name]?.required && given[name] === undefined)
    .map(
      (path): ValidationIssue => ({
        code: "argument-required",
        path,
        problem: "is required",
        nextStep: missingOutputStep,
      }),
    );
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

/** Without its resource among the targets, an output is not unknown but missing. */
const missingOutputStep =
  "If it is an output of another resource, such as a store, that one must be a target too: `--target` it and add " +
  "`--target-dependents`. If it is excluded, add `--exclude-dependents`, or do not exclude it.";

/** Issues as failures of check: one each, so that each has its own code. */
export function toFailures(issues: readonly ValidationIssue[]): OperationError[] {
  return issues.map((issue) => new ValidationError([issue]));
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

// Arguments that a validation rejected.
import { distance } from "fastest-levenshtein";
import type { Option, ValidationIssue } from "../contract/validation-issue";
import { OperationError } from "./operation-error";

/** One or more issues. Its code is that of the first one; `render` gives each issue its own. */
export class ValidationError extends OperationError {
  readonly issues: readonly ValidationIssue[];

  constructor(issues: readonly [ValidationIssue, ...ValidationIssue[]]) {
    super({ code: issues[0].code, text: issues.map(renderIssue).join(" ") });
    this.name = "ValidationError";
    this.issues = issues;
  }
}

const MAX_OPTIONS = 20;

/** `path: problem. Valid values: … Did you mean …? Next step.` */
export function renderIssue(issue: ValidationIssue): string {
  const options = closestFirst(issue.options ?? [], issue.given);
  const meant = didYouMean(options, issue.given);
  const parts = [
    `${issue.path}: ${issue.problem}.`,
    options.length > 0 ? `${issue.optionsLabel ?? "Valid values"}: ${listed(options)}.` : undefined,
    meant === undefined ? undefined : `Did you mean ${meant}?`,
    issue.nextStep,
  ];
  return parts.filter((part) => part !== undefined).join(" ");
}

export function closestFirst(options: readonly Option[], given: string | undefined): Option[] {
  if (given === undefined) return [...options];
  const near = (option: Option) => distance(option.value.toLowerCase(), given.toLowerCase());
  return [...options].sort((a, b) => near(a) - near(b));
}

/** The value that a typing error most likely meant: two letters or a third may differ; one of a short word. */
export function didYouMean(options: readonly Option[], given: string | undefined): string | undefined {
  const [first] = closestFirst(options, given);
  if (first === undefined || given === undefined) return undefined;
  const errors = distance(first.value.toLowerCase(), given.toLowerCase());
  const { length } = first.value;
  const most = length < 4 ? 1 : Math.max(2, Math.floor(length / 3));
  // If every letter differs, it is another word.
  return errors <= most && errors < length ? first.value : undefined;
}

function listed(options: readonly Option[]): string {
  const shown = options.slice(0, MAX_OPTIONS).map(({ value, label }) => (label ? `${value} (${label})` : value));
  const rest = options.length - shown.length;
  return rest > 0 ? `${shown.join(", ")} and ${rest} more` : shown.join(", ");
}

// Messages of `import`: one row per code, and why stores and connections are left out.
import { messagesOf } from "../../errors/messages";
import { terminalStatuses, transientStatuses } from "../../lifecycle/integration-store/messages";
import type { LeftOutReason } from "./result";

/** A value that no store has, and the value that was probably meant. */
interface Unmatched {
  option: string;
  value: string;
  meant: string | undefined;
}

export const importMessages = {
  "import-file-exists": ({ path, mayBeReplaced }: { path: string; mayBeReplaced: boolean }) =>
    `${path} exists${mayBeReplaced ? "" : " and is not a regular file"}, and nothing was written. Name another file with ` +
    `--file or --program${mayBeReplaced ? ", or overwrite it with --force" : ""}.`,
  "import-file-not-written": ({ path, reason }: { path: string; reason: string }) =>
    `${path} could not be written: ${reason}. Neither the import file nor the program was changed.`,
  "import-stack-not-read": ({ path, reason }: { path: string; reason: string }) =>
    `The stack could not be read from ${path === "-" ? "stdin" : path}: ${reason}. It must be the output of ` +
    "`pulumi stack export`.",
  "import-selection-empty": ({ selection }: { selection: string }) => `No store of the team matches ${selection}.`,
  "import-selection-not-found": ({ option, value, meant }: Unmatched) =>
    `No store of the team matches ${option} ${value}.${meant === undefined ? "" : ` Did you mean ${meant}?`} ` +
    "Without options, the command lists what can be imported.",
  "import-cancelled": () => "Cancelled: nothing was written.",
};

export const { fail } = messagesOf(importMessages);

/** Why something is left out, with the sentence that a person reads. */
export const leftOutReasons = {
  "other-type": (type: string) => `is of the type ${type}, and not from the Marketplace`,
  "not-available": (status: string) => formatStatus(status),
  "in-stack": () => "is in the stack already",
  "not-found": () => "was deleted or moved while the command ran, or cannot be read by its id",
  "installation-not-visible": () => "its installation is not among those that the token sees",
  "product-not-visible": () => "its product is not among those that its installation offers",
  "project-not-visible": () => "its project cannot be named: the token does not see it",
  "project-not-chosen": () => "is of a project that --project does not name",
  "not-declarable": (issue: string) => `a program cannot declare it: ${issue}`,
} as const satisfies Record<LeftOutReason, (value: string) => string>;

/** A store that is not available has no connection details, so that its state would stay incomplete. */
function formatStatus(status: string): string {
  const what = transientStatuses.includes(status) ? "it is still being created" : terminalStatuses[status];
  return `is not available${what === undefined ? "" : `: ${what}`} (${status || "no status"})`;
}

// An argument that a resource does not take: most often a slip of the keys, so the closest names come first.
import type { Refusal } from "../../discovery/issue";

export function unknownArgument(path: string, resource: string, names: readonly string[]): Refusal {
  return {
    path,
    problem: `is not an argument of ${resource}`,
    given: path,
    options: names.map((value) => ({ value })),
    optionsAre: "It takes",
  };
}

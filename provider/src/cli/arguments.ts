// What citty lets pass and a person would rather hear of: unknown options, options without a value, too many words.
import type { ArgsDef } from "citty";
import { renderRefusal } from "../discovery/issue";

/** Something was written that the command does not take. */
export class ArgumentError extends Error {}

export function checkGiven(
  command: string,
  known: ArgsDef,
  given: Readonly<Record<string, unknown>> & { _: string[] },
): void {
  const options = Object.keys(known).filter((name) => known[name]?.type !== "positional");
  const words = Object.keys(known).filter((name) => known[name]?.type === "positional");
  for (const name of Object.keys(given)) {
    if (name === "_" || Object.hasOwn(known, name) || options.map(camelCase).includes(name)) continue;
    const dashes = (option: string) => (option.length === 1 ? `-${option}` : `--${option}`);
    throw new ArgumentError(
      renderRefusal({
        path: dashes(name),
        problem: `is not an option of ${command}`,
        given: dashes(name),
        options: options.map((option) => ({ value: dashes(option) })),
        optionsAre: "It takes",
      }),
    );
  }
  const empty = options.find((name) => given[name] === "");
  if (empty !== undefined) throw new ArgumentError(`--${empty} needs a value.`);
  if (given._.length > words.length) {
    throw new ArgumentError(`${command} takes ${words.join(" and ")}, and nothing more: "${given._[words.length]}".`);
  }
}

function camelCase(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

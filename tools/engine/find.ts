// The order in which the sources of an engine are tried, and the error when none of them has one.
import type { Outcome, Work } from "../cache/work.ts";

export interface Source {
  name: string;
  /** What the user can do so that this source works. */
  remedy: string;
  /** An engine that exists already. Fast. */
  ready(): Promise<Outcome>;
  /** Downloads or builds an engine, which takes minutes. */
  make?(work: Work): Promise<Outcome>;
}

/** The folder of the first engine found. All sources are asked for an existing engine before any makes one. */
export async function findEngine(sources: Source[], work: Work): Promise<string> {
  const failures = new Map<Source, string>();
  for (const step of ["ready", "make"] as const) {
    for (const source of sources) {
      const outcome = await source[step]?.(work);
      if (outcome === undefined) continue;
      if ("folder" in outcome) {
        work.say(source.name);
        return outcome.folder;
      }
      if (step === "make") work.say(`${source.name}: ${outcome.failure}`);
      failures.set(source, outcome.failure);
    }
  }
  throw new Error(describe(sources, failures));
}

function describe(sources: Source[], failures: Map<Source, string>): string {
  const tried = sources.map((source, index) => `  ${index + 1}. ${source.name}: ${failures.get(source)}`);
  const remedies = sources.map((source) => `  - ${source.remedy}`);
  return ["No Pulumi engine is available. Tried:", ...tried, "To fix this, do one of these:", ...remedies].join("\n");
}

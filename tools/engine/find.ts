// The order in which the sources of an engine are asked, and what is said when none of them has one.

/** What a source may use while it works. */
export interface Work {
  say(line: string): void;
  signal: AbortSignal;
}

export type Outcome = { folder: string } | { failure: string };

export interface Source {
  name: string;
  /** What the user can do to make this source work. */
  remedy: string;
  /** An engine that is there already; asking costs next to nothing. */
  ready(): Promise<Outcome>;
  /** Downloads or builds one; left out where nothing can be made. */
  make?(work: Work): Promise<Outcome>;
}

/** The folder of the first engine found: what is ready comes before anything that takes minutes to make. */
export async function findEngine(sources: Source[], work: Work): Promise<string> {
  const failures = new Map<Source, string>();
  for (const step of ["ready", "make"] as const) {
    for (const source of sources) {
      const outcome = await source[step]?.(work);
      if (outcome === undefined) continue;
      if ("folder" in outcome) {
        work.say(`${source.name}: ${outcome.folder}`);
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
  return ["No Pulumi engine can be had. Tried:", ...tried, "Any one of these helps:", ...remedies].join("\n");
}

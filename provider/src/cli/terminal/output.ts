// What a command prints: results to stdout, everything else to stderr.
import { styleText } from "node:util";

/** The version of the JSON that `--json` prints. A change that may break a reader increments it. */
const JSON_VERSION = 1;

/** What `--json` prints: the result of the command, or what failed. */
export type JsonOutput<Result extends object> = Result & {
  /** Incremented by a change that may break a reader; new fields do not. */
  version: 1;
};

/** What a command prints with `--json` if it fails; its exit code is 1, or 2 for wrong usage. */
export interface JsonFailure {
  /** The failure. */
  error: {
    /** Stable, such as `token-missing`: docs/errors.md lists all codes. */
    code: string;
    /** What failed, why, and what to do next. It may change. */
    message: string;
    /** The HTTP status, if the API responded. */
    status?: number;
    /** Vercel's id of the request, if the API responded. */
    requestId?: string;
  };
}

/** How long a command waits for the API before a terminal shows it. */
const SPINNER_MS = 500;
const WAITING = "Waiting for Vercel";

/** The exit code of a process that Ctrl-C ended. */
const INTERRUPTED = 130;

export class Output {
  #spinner: { start(message: string): void; clear(): void } | undefined;

  /** The width of the terminal; undefined if the output goes elsewhere, and for terminals that report none. */
  get width(): number | undefined {
    return process.stdout.columns || undefined;
  }

  print(text: string): void {
    this.#write(process.stdout, text);
  }

  printJson<Result extends object>(result: Result): void {
    this.print(JSON.stringify({ version: JSON_VERSION, ...result } satisfies JsonOutput<Result>, undefined, 2));
  }

  /** A message that is not the result. */
  note(text: string): void {
    this.#write(process.stderr, text);
  }

  /** Styled in a terminal only; `NO_COLOR` and `FORCE_COLOR` decide otherwise. */
  style(format: Parameters<typeof styleText>[0], text: string): string {
    return styleText(format, text, { stream: process.stdout });
  }

  /** Waits for requests to the API. A terminal shows a spinner meanwhile, if they take longer than half a second. */
  async waitFor<Result>(work: Promise<Result>): Promise<Result> {
    // A terminal without a width cannot be drawn in.
    if (!process.stderr.columns || process.env.CI || process.env.TERM === "dumb") return work;
    let isDone = false;
    // The spinner reads the keys of the terminal itself, and ends the process with 0 on Ctrl-C.
    const correctExitCode = (code: number) => {
      if (code === 0) process.exitCode = INTERRUPTED;
    };
    const show = async () => {
      const { spinner } = await import("@clack/prompts");
      if (isDone) return;
      process.once("exit", correctExitCode);
      this.#spinner = spinner({ output: process.stderr, withGuide: false, onCancel: () => process.exit(INTERRUPTED) });
      this.#spinner.start(WAITING);
    };
    const timer = setTimeout(() => void show(), SPINNER_MS);
    try {
      return await work;
    } finally {
      isDone = true;
      clearTimeout(timer);
      process.off("exit", correctExitCode);
      this.#spinner?.clear();
      this.#spinner = undefined;
    }
  }

  /** A line that is written while the spinner turns comes before it. */
  #write(stream: NodeJS.WriteStream, text: string): void {
    this.#spinner?.clear();
    stream.write(`${text}\n`);
    this.#spinner?.start(WAITING);
  }
}

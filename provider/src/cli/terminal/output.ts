// What a command prints: results to stdout, everything else to stderr.
import { styleText } from "node:util";

/** The version of the JSON that `--json` prints. A change that may break a reader increments it. */
export const JSON_VERSION = 1;

/** What `--json` prints: the result of the command, or what failed. */
export type JsonOutput<Result extends object> = Result & { version: typeof JSON_VERSION };

/** What a command prints with `--json` if it fails; its exit code is 1, or 2 for wrong usage. */
export interface JsonFailure {
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

export class Output {
  /** The width of the terminal; undefined if the output goes elsewhere, and for terminals that report none. */
  get width(): number | undefined {
    return process.stdout.columns || undefined;
  }

  print(text: string): void {
    process.stdout.write(`${text}\n`);
  }

  printJson<Result extends object>(result: Result): void {
    this.print(JSON.stringify({ version: JSON_VERSION, ...result } satisfies JsonOutput<Result>, undefined, 2));
  }

  /** A message that is not the result. */
  note(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  /** Coloured in a terminal only; `NO_COLOR` and `FORCE_COLOR` decide otherwise. */
  style(format: Parameters<typeof styleText>[0], text: string): string {
    return styleText(format, text, { stream: process.stdout });
  }
}

// One run of the `pulumi` command: its output as it arrives, its signals and its result.
import { type ChildProcess, spawn } from "node:child_process";
import { stripVTControlCharacters } from "node:util";

export interface CliResult {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  /** Both streams in the order of arrival, as a user reads them. */
  output: string;
}

export interface CliStart {
  cwd: string;
  environment: Record<string, string>;
  input?: string | undefined;
}

export function startCli(args: string[], { cwd, environment, input }: CliStart): RunningCli {
  // A separate process group, as in a terminal, so that a test can interrupt the whole command and nothing else.
  const child = spawn("pulumi", args, {
    cwd,
    env: environment,
    detached: true,
    stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
  });
  child.stdin?.end(input);
  return new RunningCli(child, args);
}

export class RunningCli {
  readonly pid: number;
  readonly done: Promise<CliResult>;
  readonly #child: ChildProcess;
  readonly #command: string;
  readonly #chunks: { stream: "stdout" | "stderr"; text: string }[] = [];
  readonly #readers = new Set<() => void>();
  #ended = false;

  constructor(child: ChildProcess, args: string[]) {
    this.#child = child;
    this.#command = `pulumi ${args.join(" ")}`;
    this.pid = child.pid ?? -1;
    for (const stream of ["stdout", "stderr"] as const) {
      child[stream]?.setEncoding("utf8").on("data", (text: string) => {
        this.#chunks.push({ stream, text });
        this.#notifyReaders();
      });
    }
    this.done = this.#end();
    // The failure reaches everybody who awaits `done`; without this line it would also end a test that does not.
    this.done.catch(() => undefined);
  }

  get processGroup(): number {
    return this.pid;
  }

  get output(): string {
    return this.#text("stdout", "stderr");
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Waits until the output matches. Throws if the command ends, or the time-out passes, before that. */
  waitForOutput(pattern: RegExp, timeoutSeconds = 60): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void) => {
        clearTimeout(deadline);
        this.#readers.delete(check);
        finish();
      };
      const fail = (what: string) =>
        settle(() =>
          reject(new Error(`${this.#command} ${what} before its output matched ${pattern}:\n${this.output}`)),
        );
      const check = () => {
        const match = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, "")).exec(this.output);
        if (match) settle(() => resolve(match));
        else if (this.#ended) fail("ended");
      };
      const deadline = setTimeout(() => fail(`ran for ${timeoutSeconds} s`), timeoutSeconds * 1_000);
      this.#readers.add(check);
      check();
    });
  }

  #end(): Promise<CliResult> {
    return new Promise((resolve, reject) => {
      this.#child.once("error", (error) => {
        this.#ended = true;
        reject(error);
        this.#notifyReaders();
      });
      // Plugins do not inherit these pipes, so they close with the CLI even when it is killed.
      this.#child.once("close", (code, signal) => {
        this.#ended = true;
        resolve({ code, signal, stdout: this.#text("stdout"), stderr: this.#text("stderr"), output: this.output });
        this.#notifyReaders();
      });
    });
  }

  #text(...streams: ("stdout" | "stderr")[]): string {
    const chunks = this.#chunks.filter(({ stream }) => streams.includes(stream));
    return stripVTControlCharacters(chunks.map(({ text }) => text).join("")).replaceAll("\r\n", "\n");
  }

  #notifyReaders(): void {
    for (const check of [...this.#readers]) check();
  }
}

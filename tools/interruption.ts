// Ctrl-C and other signals that end a program, as one AbortSignal, so that the program cleans up before it ends.

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export class Interruption {
  readonly #controller = new AbortController();

  constructor() {
    // The listeners stay until the end: a second Ctrl-C must not interrupt the clean-up.
    for (const name of signals) process.on(name, this.#interrupt);
    // The reader has closed the pipe, as in `npm run demo | head`. Without a listener this error would end the process.
    process.stdout.on("error", this.#interrupt);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  stopListening(): void {
    for (const name of signals) process.off(name, this.#interrupt);
  }

  readonly #interrupt = (): void => this.#controller.abort(new Error("Interrupted. Everything was cleaned up."));
}

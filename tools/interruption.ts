// Ctrl-C and its kin, as one signal that everything under way listens to, so that a program tidies up before it ends.

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export class Interruption {
  readonly #controller = new AbortController();

  constructor() {
    // Listening stays on until the end: an impatient second Ctrl-C must not cut the tidying up short.
    for (const name of signals) process.on(name, this.#interrupt);
    // The reader is gone, as in `npm run demo | head`. Unheard, this error would end the process where it stands.
    process.stdout.on("error", this.#interrupt);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  stopListening(): void {
    for (const name of signals) process.off(name, this.#interrupt);
  }

  readonly #interrupt = (): void => this.#controller.abort(new Error("Interrupted. Everything is tidied up."));
}

// Waiting that ends when the emulator is closed or reset, so that no request keeps it alive.

/** Rejects everything that waits when the emulator is closed or reset. */
export class ShutdownError extends Error {
  constructor() {
    super("The emulator was closed or reset.");
  }
}

export function delay(ms: number, lifetime: AbortSignal): Promise<void> {
  return withinLifetime(new Promise((resolve) => setTimeout(resolve, ms).unref()), lifetime);
}

/** Settles as the promise does, or rejects with `ShutdownError` once `lifetime` is aborted. */
export function withinLifetime<T>(promise: Promise<T>, lifetime: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(new ShutdownError());
    if (lifetime.aborted) {
      abort();
      return;
    }
    lifetime.addEventListener("abort", abort, { once: true });
    void promise.then(resolve, reject).finally(() => lifetime.removeEventListener("abort", abort));
  });
}

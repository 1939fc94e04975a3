// Runs the tasks of one key one after another.

export class KeyedMutex {
  private readonly last = new Map<string, Promise<unknown>>();

  /** Runs the task after all earlier tasks of the key, whether or not they succeeded. */
  run<Result>(key: string, task: () => Promise<Result>): Promise<Result> {
    const previous = this.last.get(key) ?? Promise.resolve();
    const result = previous.then(task, task);
    this.last.set(key, result);
    return result;
  }
}

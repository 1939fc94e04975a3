// One after the other: what must not happen at the same time to one thing.

export class Turns {
  private readonly last = new Map<string, Promise<unknown>>();

  /** Runs the acts of one name one after the other, whether or not the one before succeeded. */
  async take<Result>(name: string, act: () => Promise<Result>): Promise<Result> {
    const before = this.last.get(name) ?? Promise.resolve();
    const turn = before.then(act, act);
    this.last.set(name, turn);
    return turn;
  }
}

// Answers that may be a few seconds old: asked for once by all who ask at the same time.
import type { Clock } from "../vercel/clock";

interface Request<Value> {
  /** When it was asked for, by our clock: it knows nothing of what came later. Absent: it is still to be asked. */
  askedAt: number | undefined;
  answer: Promise<Value>;
}

export class Recent<Value> {
  private readonly latest = new Map<string, Request<Value>>();

  constructor(private readonly clock: Clock) {}

  /**
   * The latest answer if it was asked for no earlier than `notBefore`, else the next one: one is under way and at most
   * one waits for its turn, so that whoever asks meanwhile shares it. One that fails, fails for all who wait for it,
   * and for nobody else.
   */
  get(key: string, notBefore: number, ask: () => Promise<Value>): Promise<Value> {
    const latest = this.latest.get(key);
    if (latest !== undefined && (latest.askedAt === undefined || latest.askedAt >= notBefore)) return latest.answer;
    const turn: Promise<unknown> = latest?.answer.catch(() => {}) ?? Promise.resolve();
    const next: Request<Value> = {
      askedAt: undefined,
      answer: turn.then(() => {
        next.askedAt = this.clock.now();
        return ask();
      }),
    };
    this.latest.set(key, next);
    next.answer.catch(() => {
      if (this.latest.get(key) === next) this.latest.delete(key);
    });
    return next.answer;
  }
}

// Remembers answers for the life of a process, and lets those who ask at the same time share one request.

export class Memo<Value> {
  private readonly answers = new Map<string, Promise<Value>>();

  /** The remembered answer, the one under way, or a new one. A failure is not remembered. */
  get(key: string, ask: () => Promise<Value>): Promise<Value> {
    const known = this.answers.get(key);
    if (known !== undefined) return known;
    const answer = ask();
    this.answers.set(key, answer);
    answer.catch(() => this.answers.delete(key));
    return answer;
  }
}

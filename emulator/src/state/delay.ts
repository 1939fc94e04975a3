// Something that takes effect after a number of reads and a time.
import type { Delay } from "./behaviour.js";

/** What is left of a delay. With neither field it never ends. */
export interface Pending {
  reads?: number;
  until?: number;
}

export function startDelay({ reads, ms }: Delay, now: number): Pending {
  return { ...(reads === undefined ? {} : { reads }), ...(ms === undefined ? {} : { until: now + ms }) };
}

export function isOver({ reads, until }: Pending, now: number): boolean {
  if (reads === undefined && until === undefined) return false;
  return (reads ?? 0) === 0 && now >= (until ?? 0);
}

export function countRead(pending: Pending | undefined): void {
  if (pending?.reads) pending.reads -= 1;
}

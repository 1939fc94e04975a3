// A transport for tests: short deadlines, waits that take no time, one token.
import { z } from "zod";
import { defaultTimings, type Timings } from "../../provider/src/contract/timings.ts";
import type { Clock } from "../../provider/src/vercel/clock.ts";
import { VercelError } from "../../provider/src/vercel/errors.ts";
import { path } from "../../provider/src/vercel/path.ts";
import { RateLimiter } from "../../provider/src/vercel/rate-limiter.ts";
import type { Account } from "../../provider/src/vercel/settings.ts";
import { type ApiRequest, Transport } from "../../provider/src/vercel/transport.ts";
import { SkippingClock } from "./manual-clock.ts";

export const TOKEN = "vcp_canary_of_the_token_0123456789";

/** What the servers of these tests answer: `{value: "…"}`. */
export const schema = z.object({ value: z.string() });

export interface ClientOptions {
  clock?: Clock;
  timings?: Partial<Timings>;
  team?: string;
  onPause?: (message: string) => void;
  mayWrite?: () => Promise<boolean>;
  proxies?: Account["proxies"];
}

export function client(
  apiUrl: string,
  { clock = new SkippingClock(), team, onPause, mayWrite, proxies, ...options }: ClientOptions = {},
) {
  const timings = { ...defaultTimings, ...options.timings };
  return new Transport({
    account: { apiToken: TOKEN, tokenSource: "stack config", team, apiUrl, createWithoutList: false, proxies },
    timings,
    // No jitter after a pause: what is asserted on is when a pause ends.
    rateLimiter: new RateLimiter({ timings, clock, onPause, random: () => 0 }),
    clock,
    mayWrite,
  });
}

export const get: ApiRequest<typeof schema> = { method: "GET", path: path`/v1/things/1`, schema };
export const post: ApiRequest<typeof schema> = { ...get, method: "POST", body: { name: "shop" } };
export const remove: ApiRequest<z.ZodUnknown> = { method: "DELETE", path: path`/v1/things/1`, schema: z.unknown() };
/** The requests that change something. */
export const writes: readonly ApiRequest<z.ZodType>[] = [post, remove];
export const everyMethod: readonly ApiRequest<z.ZodType>[] = [get, ...writes];

/** The error that a request ends with. */
export async function failureOf(sent: Promise<unknown>): Promise<VercelError> {
  const error = await sent.then(
    () => new Error("The request succeeded."),
    (thrown: unknown) => thrown,
  );
  if (VercelError.isInstance(error)) return error;
  throw error;
}

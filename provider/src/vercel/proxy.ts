// Sends requests through the proxies of the environment.
import { createFetch } from "ofetch";
import type { Fetcher } from "./http";

export interface Proxies {
  /** URL of the proxy for `http://`, and for `https://` where it has none of its own. Empty: none. May hold credentials. */
  readonly http: string;
  readonly https: string;
  /** Hosts that are reached directly, as in `NO_PROXY`. */
  readonly except: string;
}

/**
 * Loads the proxy library, which only machines behind a proxy need. It comes with a `fetch` of its own, because that of
 * Node accepts dispatchers only of the version that Node contains.
 */
export async function connectThrough({ http, https, except }: Proxies): Promise<Fetcher> {
  const { EnvHttpProxyAgent, fetch } = await import("undici");
  const dispatcher = new EnvHttpProxyAgent({ httpProxy: http, httpsProxy: https, noProxy: except });
  const proxied = (input: string, init: object) => fetch(input, { ...init, dispatcher });
  return createFetch({ fetch: proxied as unknown as typeof globalThis.fetch });
}

// The few requests that clean up. They do not use the package under test, which may be what failed.
import { setTimeout as pause } from "node:timers/promises";

export interface LiveStore {
  id: string;
  name: string;
  isConnected: boolean;
}

export interface LiveApi {
  apiUrl: string;
  token: string;
  team: string | undefined;
}

const ATTEMPTS = 4;
const MAX_PAGES = 200;

/** All stores of the team. Throws if a page cannot be read: a list without its end says nothing about what is left. */
export async function listStores(api: LiveApi): Promise<LiveStore[]> {
  const stores: LiveStore[] = [];
  let until: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const query = { "skip-metadata": "true", ...(until === undefined ? {} : { until }) };
    const body = (await send(api, "GET", "/v1/storage/stores", query)) as StoresPage;
    for (const { id, name, projectsMetadata = [], totalConnectedProjects = 0 } of body.stores) {
      if (typeof id !== "string" || typeof name !== "string") continue;
      stores.push({ id, name, isConnected: (projectsMetadata?.length ?? 0) + Number(totalConnectedProjects) > 0 });
    }
    const next = body.pagination?.next ?? undefined;
    if (next === undefined) return stores;
    until = String(next);
  }
  throw new Error(`The list of stores has more than ${MAX_PAGES} pages.`);
}

interface StoresPage {
  stores: { id?: unknown; name?: unknown; projectsMetadata?: unknown[] | null; totalConnectedProjects?: unknown }[];
  pagination?: { next?: string | number | null };
}

/** Disconnects the store from its projects and deletes it. False: it was deleted already, although a list shows it. */
export async function deleteStore(api: LiveApi, store: LiveStore): Promise<boolean> {
  let isDeleted = false;
  // The last path is that of the store.
  for (const path of pathsToDelete(store)) isDeleted = (await send(api, "DELETE", path)) === true;
  return isDeleted;
}

/** A command for a person, who has the token in VERCEL_LIVE_TOKEN. */
export function deleteCommand(api: LiveApi, store: LiveStore): string {
  const requests = pathsToDelete(store).map(
    (path) => `curl -fsS -X DELETE -H "Authorization: Bearer $VERCEL_LIVE_TOKEN" "${urlOf(api, path)}"`,
  );
  // The connections may be deleted already: the second request is sent all the same.
  return requests.join("; ");
}

function pathsToDelete({ id, isConnected }: LiveStore): string[] {
  const connections = `/v1/storage/stores/${encodeURIComponent(id)}/connections`;
  return [...(isConnected ? [connections] : []), `/v1/storage/stores/integration/${encodeURIComponent(id)}`];
}

function urlOf({ apiUrl, team }: LiveApi, path: string, query: Record<string, string> = {}): URL {
  const url = new URL(`${apiUrl}${path}`);
  if (team !== undefined) url.searchParams.set(team.startsWith("team_") ? "teamId" : "slug", team);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url;
}

/**
 * The body of a list, or whether a deletion deleted something. Repeats what may be repeated: a list, and a deletion,
 * which is finished if the store is not found.
 */
async function send(api: LiveApi, method: string, path: string, query?: Record<string, string>): Promise<unknown> {
  let problem = "";
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    try {
      const response = await fetch(urlOf(api, path, query), {
        method,
        headers: { authorization: `Bearer ${api.token}` },
        signal: AbortSignal.timeout(30_000),
      });
      const text = await response.text();
      if (response.ok) return method === "GET" ? JSON.parse(text) : true;
      // An attempt without a usable answer may have deleted it.
      if (method === "DELETE" && response.status === 404) return attempt > 1;
      problem = `${method} ${path}: status ${response.status}`;
      if (response.status < 500 && response.status !== 429) break;
    } catch (error) {
      problem = `${method} ${path}: ${error instanceof SyntaxError ? "not JSON" : (error as Error).message}`;
    }
    if (attempt < ATTEMPTS) await pause(250 * 2 ** attempt);
  }
  throw new Error(problem);
}

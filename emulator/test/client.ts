// Helpers of the emulator's tests: an emulator for each test, and a plain HTTP client.
import { type Emulator, type EmulatorOptions, startEmulator } from "vercel-marketplace-emulator";
import { onTestFinished } from "vitest";

export const CREATE = "/v1/storage/stores/integration/direct";
export const NEON = "icfg_AcmeNeon1Rk5Wz8Xq3Tb7Lm2";

export interface Reply {
  status: number;
  headers: Headers;
  /** Parsed JSON, or the text if it is not JSON. */
  body: unknown;
}

export interface Client {
  get(path: string, query?: Record<string, string>): Promise<Reply>;
  post(path: string, body: unknown, query?: Record<string, string>): Promise<Reply>;
  put(path: string, body: unknown, query?: Record<string, string>): Promise<Reply>;
  patch(path: string, body: unknown): Promise<Reply>;
  delete(path: string): Promise<Reply>;
}

/** An emulator that is closed at the end of the test. */
export async function startTestEmulator(options: EmulatorOptions = {}): Promise<{ emulator: Emulator; api: Client }> {
  const emulator = await startEmulator(options);
  onTestFinished(() => emulator.close());
  return { emulator, api: client(emulator) };
}

/** A client with the admin token, or with another string as its token; `""` sends none. */
export function client(emulator: Emulator, token: string | undefined = emulator.token): Client {
  const request = async (method: string, path: string, query: Record<string, string> = {}, body?: unknown) => {
    const url = new URL(path, emulator.url);
    for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value);
    const response = await fetch(url, {
      method,
      redirect: "manual",
      headers: {
        ...(token === "" ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: json(text) };
  };
  return {
    get: (path, query) => request("GET", path, query),
    post: (path, body, query) => request("POST", path, query, body),
    put: (path, body, query) => request("PUT", path, query, body),
    patch: (path, body) => request("PATCH", path, {}, body),
    delete: (path) => request("DELETE", path),
  };
}

/** A valid body to create a Neon store. */
export function neonStore(change: Record<string, unknown> = {}) {
  return {
    name: "db",
    integrationConfigurationId: NEON,
    integrationProductIdOrSlug: "neon",
    metadata: { region: "iad1" },
    ...change,
  };
}

/** The store in an answer. */
export function storeOf({ body }: Reply): { id: string; status: string; secrets: { name: string; length: number }[] } {
  return (body as { store: ReturnType<typeof storeOf> }).store;
}

export function errorOf({ body }: Reply): { code: string; message: string } {
  return (body as { error: { code: string; message: string } }).error;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

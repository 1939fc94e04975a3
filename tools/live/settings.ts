// What the live tests are told by the environment, and the name of a run.
import { randomInt } from "node:crypto";

/** What the tests themselves get. The token is in VERCEL_LIVE_TOKEN. */
export interface LiveRun {
  /** The name of the store. No other store is ever deleted. */
  name: string;
  /** The API, or the recorder in front of it. */
  apiUrl: string;
  team: string | undefined;
  integration: string;
  product: string | undefined;
  metadata: Record<string, string | number | boolean>;
  /** A plan that costs nothing. */
  billingPlanId: string;
  /** The project to connect the store to, `prj_…`. */
  project: string | undefined;
}

export interface LiveSettings extends Omit<LiveRun, "name" | "billingPlanId"> {
  token: string;
  /** The folder to record the exchanges in. */
  record: string | undefined;
  deletesLeftovers: boolean;
  /** How long after a failed run a store may still appear. */
  settleSeconds: number;
}

export function readSettings(environment: NodeJS.ProcessEnv): LiveSettings {
  const given = (name: string) => environment[`VERCEL_LIVE_${name}`] || undefined;
  return {
    token: given("TOKEN") ?? "",
    team: given("TEAM"),
    apiUrl: (given("API_URL") ?? "https://api.vercel.com").replace(/\/+$/, ""),
    integration: given("INTEGRATION") ?? "neon",
    product: given("PRODUCT"),
    metadata: metadataOf(given("METADATA") ?? '{"region":"iad1"}'),
    project: given("PROJECT"),
    record: given("RECORD"),
    deletesLeftovers: given("DELETE_LEFTOVERS") === "1",
    settleSeconds: secondsOf(given("SETTLE_SECONDS") ?? "60"),
  };
}

function metadataOf(text: string): LiveRun["metadata"] {
  const value = parsed(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error('VERCEL_LIVE_METADATA must be a JSON object, such as {"region":"iad1"}.');
  }
  return value as LiveRun["metadata"];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function secondsOf(text: string): number {
  if (!/^\d{1,4}$/.test(text)) {
    throw new Error("VERCEL_LIVE_SETTLE_SECONDS must be a whole number of seconds from 0 to 9999.");
  }
  return Number(text);
}

const PREFIX = "live-test-";

/** `live-test-<time>-<random>`: two runs never have the same name. */
export function newName(now = Date.now()): string {
  return `${PREFIX}${now.toString(36)}-${randomInt(36 ** 5, 36 ** 6).toString(36)}`;
}

/** When the run of this name began; undefined for a name that no run has. */
export function startOf(name: string): number | undefined {
  const [, time = ""] = /^live-test-([0-9a-z]{8})-[0-9a-z]{6}$/.exec(name) ?? [];
  return time === "" ? undefined : Number.parseInt(time, 36);
}

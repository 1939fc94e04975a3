// The list functions of the package: what they return, how they fail, and how many requests they send.
import { type Emulator, startEmulator } from "vercel-marketplace-emulator";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  DiscoveryError,
  type DiscoveryOptions,
  listInstallations,
  listPlans,
  listProducts,
} from "../../../provider/src/discovery/public/index.ts";

let emulator: Emulator;
let acme: DiscoveryOptions;
beforeEach(async () => {
  emulator = await startEmulator();
  acme = { apiToken: emulator.tokens.both, team: "acme", apiUrl: emulator.url };
  for (const name of ["VERCEL_API_TOKEN", "VERCEL_TOKEN", "VERCEL_TEAM", "VERCEL_TEAM_ID", "VERCEL_ORG_ID"]) {
    vi.stubEnv(name, undefined);
  }
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await emulator.close();
});

const requests = () => emulator.journal.entries().length;

async function failureOf(listed: Promise<unknown>): Promise<DiscoveryError> {
  const outcome = await listed.then(
    () => new Error("It succeeded."),
    (thrown: unknown) => thrown,
  );
  if (outcome instanceof DiscoveryError) return outcome;
  throw outcome;
}

describe("listInstallations", () => {
  it("lists installations of every state", async () => {
    const installations = await listInstallations(acme);
    expect(installations).toContainEqual({
      id: "icfg_AcmeNeon1Rk5Wz8Xq3Tb7Lm2",
      integration: "neon",
      integrationId: "oac_VqNeon7Kd2Lm9Xw4RtYu1BcZ",
      name: "Neon",
      state: "ready",
      ready: true,
      installedAt: "2026-02-10T09:30:00.000Z",
    });
    expect(installations.filter(({ ready }) => !ready).map(({ integration, state }) => [integration, state])).toEqual([
      ["frost-cache", "suspended"],
    ]);
  });

  it("takes settings that are not in the options from the environment", async () => {
    vi.stubEnv("VERCEL_API_TOKEN", emulator.tokens.both);
    vi.stubEnv("VERCEL_API_URL", emulator.url);
    vi.stubEnv("VERCEL_TEAM", "acme-prod");
    const slugs = async (options?: DiscoveryOptions) =>
      (await listInstallations(options)).map((one) => one.integration);
    expect(await slugs()).toEqual(["neon", "supabase"]);
    expect(await slugs({ team: "acme" })).toContain("upstash");
  });

  it("sends one request per process and account, also for concurrent calls", async () => {
    await Promise.all([listInstallations(acme), listInstallations(acme)]);
    await listInstallations({ ...acme });
    expect(requests()).toBe(1);
    await listInstallations({ ...acme, team: "acme-prod" });
    expect(requests()).toBe(2);
  });

  it("shows a price that changes while the process runs, once the response has expired", async () => {
    vi.stubEnv("VERCEL_MARKETPLACE_TIMINGS", JSON.stringify({ catalogueMaxAgeSeconds: 0.001 }));
    const priceOf = async () => (await listPlans("neon", "neon", acme)).find(({ id }) => id === "launch_v3")?.cost;

    expect(await priceOf()).toBe("$19.00/month");
    emulator.state.editPlan("neon", "neon", "launch_v3", { cost: "$29.00/month" });
    await expect.poll(priceOf).toBe("$29.00/month");
  });

  it("P27 names a value that the product offers in a failure, and no other", async () => {
    const route = "GET /v1/integrations/integration/:integration/products/:product/plans";
    emulator.faults.add({ route, at: "answer", kind: "status", status: 400, message: "No plan for fra1 and canary" });
    const metadata = { region: "fra1", label: "canary" };

    const { message } = await failureOf(listPlans("neon", "neon", { ...acme, metadata }));

    expect(message).toContain("No plan for fra1 and [hidden]");
  });

  it("does not cache a failure", async () => {
    emulator.faults.add({ at: "answer", kind: "status", status: 403 });
    await failureOf(listInstallations(acme));
    expect(await listInstallations(acme)).not.toEqual([]);
  });

  it("returns copies: a program that changes them does not affect later calls", async () => {
    (await listInstallations(acme)).length = 0;
    expect(await listInstallations(acme)).not.toEqual([]);
  });
});

describe("listProducts", () => {
  it("describes the metadata properties of a store", async () => {
    const [product] = await listProducts("neon", acme);
    expect(product).toMatchObject({ slug: "neon", name: "Neon" });
    expect(product?.metadata.slice(0, 3)).toEqual([
      {
        key: "region",
        type: "string",
        required: true,
        options: [{ value: "iad1" }, { value: "fra1" }, { value: "sin1", label: "Singapore" }],
        paidOnly: false,
        label: "Region",
        description: "Where the database lives. It cannot be moved later.",
      },
      {
        key: "auth",
        type: "boolean",
        required: false,
        default: false,
        paidOnly: false,
        label: "Auth",
        description: "Keep the users of the application in the database.",
      },
      {
        key: "size",
        type: "number",
        required: false,
        range: "1 to 56",
        paidOnly: false,
        label: "Size",
        description: "Upper limit of the compute units.",
      },
    ]);
  });

  it("omits properties that the form of a new store hides", async () => {
    const [product] = await listProducts("omnibase", acme);
    expect(product?.metadata.map(({ key }) => key)).not.toContain("internalPool");
  });

  it.each([
    ["an installation", async () => (await listInstallations(acme)).find(({ integration }) => integration === "neon")],
    ["its id", async () => "icfg_AcmeNeon1Rk5Wz8Xq3Tb7Lm2"],
    ["the id of its integration", async () => "oac_VqNeon7Kd2Lm9Xw4RtYu1BcZ"],
  ])("accepts %s", async (_, reference) => {
    expect((await listProducts((await reference()) ?? "", acme)).map(({ slug }) => slug)).toEqual(["neon"]);
  });

  it.each([
    ["an integration that is not installed", "supabase", "integration-not-installed", "in team acme"],
    ["a typing error", "neno", "integration-not-installed", "Did you mean neon?"],
    ["an integration that is installed twice", "upstash", "installation-ambiguous", "icfg_AcmeUpstashA4Hd9Cs6Vn1Jy"],
    ["an installation that accepts no stores", "frost-cache", "installation-not-ready", "suspended"],
    ["an installation that does not exist", "icfg_nosuch", "installation-not-found", '"icfg_nosuch"'],
  ])("fails for %s", async (_, reference, code, value) => {
    const failure = await failureOf(listProducts(reference, acme));
    expect(failure.code).toBe(code);
    expect(failure.message).toContain(value);
    expect(failure.message).toContain(`[${code}]`);
  });
});

describe("listPlans", () => {
  it("lists the price of each plan", async () => {
    expect(await listPlans("paid-db", undefined, acme)).toEqual([
      { id: "pro", name: "Pro", type: "subscription", cost: "$20.00/month", free: false, available: true },
      {
        id: "prepay",
        name: "Prepaid",
        type: "prepayment",
        cost: "from $10",
        free: false,
        available: true,
        minimumAmountCents: 1000,
        maximumAmountCents: 50_000,
      },
    ]);
  });

  it("sends one request for each metadata", async () => {
    const ids = async (clusterTier?: string) =>
      (
        await listPlans("mongodbatlas", "mongodbatlas", { ...acme, ...(clusterTier && { metadata: { clusterTier } }) })
      ).map(({ id }) => id);
    expect(await ids()).toHaveLength(3);
    expect(await ids("FREE")).toEqual(["atlas_free"]);
    expect(await ids("FREE")).toEqual(["atlas_free"]);
    expect(requests()).toBe(4);
  });

  it("lists the products if the product is ambiguous", async () => {
    const failure = await failureOf(listPlans("icfg_AcmeUpstashA4Hd9Cs6Vn1Jy", undefined, acme));
    expect(failure.code).toBe("product-ambiguous");
    expect(failure.message).toContain("upstash-kv (Upstash for Redis), upstash-vector (Upstash Vector)");
  });
});

describe("the account", () => {
  it("requires a token", async () => {
    const failure = await failureOf(listInstallations({ apiUrl: emulator.url }));
    expect(failure.code).toBe("token-missing");
    expect(failure.message).toContain("VERCEL_API_TOKEN");
  });

  it.each<[keyof DiscoveryOptions, string]>([
    ["apiToken", "two words"],
    ["team", "Not A Team"],
    ["apiUrl", "nonsense"],
  ])("P27 a malformed %s is named by its option, without its value", async (option, value) => {
    const { code, message } = await failureOf(listInstallations({ ...acme, [option]: value }));
    expect(code).toBe("settings-invalid");
    expect(message).toContain(`options.${option}`);
    expect(message).not.toContain(value);
  });

  it("P36 reports the API's status and request id", async () => {
    const failure = await failureOf(listInstallations({ ...acme, apiToken: "not-a-token-of-the-emulator" }));
    expect(failure).toMatchObject({ code: "api-unauthorized", status: 401, requestId: expect.any(String) });
    expect(failure.message).toContain(`(request ${failure.requestId})`);
    expect(failure.message).not.toContain("not-a-token-of-the-emulator");
  });
});

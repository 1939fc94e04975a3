// Discovery for programs: what the three functions of the package's index answer, and how often they ask.
import { type Emulator, startEmulator } from "vercel-marketplace-emulator";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  type DiscoveryOptions,
  listInstallations,
  listPlans,
  listProducts,
} from "../../../provider/src/discovery/public/index.ts";
import { failureOf } from "../../support/process-context.ts";

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

describe("listInstallations", () => {
  it("tells of every installation, whatever its state", async () => {
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

  it("takes the account from the environment where no option says otherwise", async () => {
    vi.stubEnv("VERCEL_API_TOKEN", emulator.tokens.both);
    vi.stubEnv("VERCEL_API_URL", emulator.url);
    vi.stubEnv("VERCEL_TEAM", "acme-prod");
    const slugs = async (options?: DiscoveryOptions) =>
      (await listInstallations(options)).map((one) => one.integration);
    expect(await slugs()).toEqual(["neon", "supabase"]);
    expect(await slugs({ team: "acme" })).toContain("upstash");
  });

  it("asks once in a process and account, also for those who ask at the same time", async () => {
    await Promise.all([listInstallations(acme), listInstallations(acme)]);
    await listInstallations({ ...acme });
    expect(requests()).toBe(1);
    await listInstallations({ ...acme, team: "acme-prod" });
    expect(requests()).toBe(2);
  });

  it("does not keep a failure", async () => {
    emulator.faults.add({ at: "answer", kind: "status", status: 403 });
    await failureOf(listInstallations(acme));
    expect(await listInstallations(acme)).not.toEqual([]);
  });

  it("hands out values that a program may change without harm to the next one", async () => {
    (await listInstallations(acme)).length = 0;
    expect(await listInstallations(acme)).not.toEqual([]);
  });
});

describe("listProducts", () => {
  it("tells what the metadata of a store may and must hold", async () => {
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

  it("leaves out what the form of a new store hides", async () => {
    const [product] = await listProducts("omnibase", acme);
    expect(product?.metadata.map(({ key }) => key)).not.toContain("internalPool");
  });

  it.each([
    ["an installation", async () => (await listInstallations(acme)).find(({ integration }) => integration === "neon")],
    ["its id", async () => "icfg_AcmeNeon1Rk5Wz8Xq3Tb7Lm2"],
    ["the id of its integration", async () => "oac_VqNeon7Kd2Lm9Xw4RtYu1BcZ"],
  ])("takes %s", async (_, reference) => {
    expect((await listProducts((await reference()) ?? "", acme)).map(({ slug }) => slug)).toEqual(["neon"]);
  });

  it.each([
    ["an integration that is not installed", "supabase", /"supabase" is not installed in team acme\. Installed: /],
    ["a slip", "neno", /Did you mean neon\?/],
    ["an integration that is installed twice", "upstash", /has 2 installations of upstash\. Set one: icfg_/],
    ["an installation that takes no stores", "frost-cache", /is suspended/],
    [
      "an installation that is not there",
      "icfg_nosuch",
      /"icfg_nosuch" is not a Marketplace installation of team acme/,
    ],
  ])("refuses %s in a sentence", async (_, reference, said) => {
    expect((await failureOf(listProducts(reference, acme))).message).toMatch(said);
  });
});

describe("listPlans", () => {
  it("tells what each plan costs", async () => {
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

  it("asks for the metadata that a store would have, once for each", async () => {
    const ids = async (clusterTier?: string) =>
      (
        await listPlans("mongodbatlas", "mongodbatlas", { ...acme, ...(clusterTier && { metadata: { clusterTier } }) })
      ).map(({ id }) => id);
    expect(await ids()).toHaveLength(3);
    expect(await ids("FREE")).toEqual(["atlas_free"]);
    expect(await ids("FREE")).toEqual(["atlas_free"]);
    expect(requests()).toBe(4);
  });

  it("says which products there are", async () => {
    const failure = await failureOf(listPlans("icfg_AcmeUpstashA4Hd9Cs6Vn1Jy", undefined, acme));
    expect(failure.message).toContain("upstash-kv (Upstash for Redis), upstash-vector (Upstash Vector)");
  });
});

describe("the account of a discovery", () => {
  it("needs a token", async () => {
    const failure = await failureOf(listInstallations({ apiUrl: emulator.url }));
    expect(failure.message).toBe("No Vercel token. Set VERCEL_API_TOKEN to one, and run again.");
  });

  it.each<[keyof DiscoveryOptions, string]>([
    ["apiToken", "two words"],
    ["team", "Not A Team"],
    ["apiUrl", "nonsense"],
  ])("P27 names a malformed %s by its option, and not its value", async (option, value) => {
    const { message } = await failureOf(listInstallations({ ...acme, [option]: value }));
    expect(message).toMatch(`options.${option} is not`);
    expect(message).not.toContain(value);
  });

  it("P36 hands on what the API refuses, with its status", async () => {
    const failure = await failureOf(listInstallations({ ...acme, apiToken: "not-a-token-of-the-emulator" }));
    expect(failure).toMatchObject({ status: 401 });
    expect(failure.message).not.toContain("not-a-token-of-the-emulator");
  });
});

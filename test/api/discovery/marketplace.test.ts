// `discover` of what is not installed: the catalogue, a search in it, and how to install one integration.
import { type Emulator, startEmulator } from "vercel-marketplace-emulator";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { runCommand } from "../../support/command.ts";
import { previewFailures } from "./command.ts";

const OFFERS = "GET /v2/integrations/integrations";
const CATEGORIES = "GET /v2/integrations/categories";
const INTEGRATION = "GET /v2/integrations/integration/:integration";
const ALWAYS = Number.POSITIVE_INFINITY;

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
beforeEach(() => emulator.reset());
afterEach(() => {
  // Whatever it shows, it installs and creates nothing.
  expect(emulator.journal.writes()).toEqual([]);
});
afterAll(() => emulator.close());

const discover = (...args: string[]) => runCommand(["discover", ...args], emulator.environment());
const requests = () => emulator.journal.entries().map(({ path }) => path.split("/").at(-1));
const slugsOf = (json: string) => JSON.parse(json).offers.map((offer: { integration: string }) => offer.integration);

describe("discover --all", () => {
  it("lists what could be installed with three requests: one line each, nothing cut in a pipe", async () => {
    const { stdout, stderr, code } = await discover("--all");
    expect(stdout).toBe(
      [
        "Integrations in the Marketplace: 10 (6 installed in team acme)",
        "",
        "integration   name           categories                 installed  description",
        "drift-search  Drift          Searching, AI                         Search and vectors",
        "frost-cache   Frost Cache    Performance                yes        A cache for responses",
        "lumen-logs    Lumen Logs     Observability, DevTools               Logs and traces of deployments, kept for a year and searchable in seconds",
        "mongodbatlas  MongoDB Atlas  Databases                  yes        A document database with search",
        "neon          Neon           Databases                  yes        Serverless Postgres that scales to zero",
        "omnibase      Omnibase       Databases, DevTools        yes        A store with every option",
        "pageworks     Pageworks      CMS                                   A CMS for teams that write",
        "paid-db       Paid DB        Databases                  yes        A database without a free plan",
        "supabase      Supabase       Databases, Authentication             Postgres with an application platform",
        "upstash       Upstash        Databases, AI              yes        Data stores that are billed by the request",
        "",
        "How to use or install one: npx pulumi-vercel-marketplace discover <integration>",
        "",
      ].join("\n"),
    );
    expect([stderr, code]).toEqual(["", 0]);
    expect(requests().sort()).toEqual(["categories", "configurations", "integrations"]);
  });

  it("prints the same as JSON", async () => {
    const { team, offers } = JSON.parse((await discover("--all", "--json")).stdout);
    expect(team).toBe("acme");
    expect(offers).toHaveLength(10);
    expect(offers[0]).toEqual({
      integration: "drift-search",
      name: "Drift",
      description: "Search and vectors",
      categories: ["Searching", "AI"],
      products: [
        { slug: "drift-text", name: "Drift Text", description: "Full-text search" },
        { slug: "drift-vectors", name: "Drift Vectors", description: "Nearest neighbours of embeddings" },
      ],
      installed: false,
    });
  });

  it("leaves out malformed rows, and shows what the others have", async () => {
    const canInstall = { isMarketplace: true, canInstall: true };
    const body = [
      null,
      7,
      { name: "No slug", ...canInstall },
      { slug: "closed" },
      { slug: "bare", ...canInstall },
      { slug: "odd", name: 7, shortDescription: [], tagIds: "x", products: { a: 1 }, ...canInstall },
      { slug: "half", tagIds: [1, "tag_cms"], products: [null, { slug: 7, tags: [{}] }], ...canInstall },
    ];
    emulator.faults.add({ route: OFFERS, at: "answer", kind: "other-shape", body });
    const { stdout, code } = await discover("--all", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout).offers).toMatchObject([
      { integration: "bare", name: "bare", description: "", categories: [], products: [] },
      { integration: "half", categories: ["CMS"], products: [{ slug: "", name: "" }] },
      { integration: "odd", name: "odd", description: "", categories: [], products: [] },
    ]);
  });

  it("names categories by their ids if their list cannot be read", async () => {
    emulator.faults.add({ route: CATEGORIES, at: "answer", kind: "status", status: 403 });
    const { stdout, code } = await discover("--all");
    expect(stdout).toMatch(/^lumen-logs .*observability, dev tools/m);
    expect(code).toBe(0);
  });

  it.each([
    ["a 403", () => emulator.configure({ catalogue: 403 })],
    ["a 404", () => emulator.configure({ catalogue: 404 })],
    ["a page", () => emulator.faults.add({ route: OFFERS, at: "answer", kind: "not-json", times: ALWAYS })],
    ["an object", () => emulator.faults.add({ route: OFFERS, at: "answer", kind: "other-shape", body: { a: 1 } })],
    ["an empty list", () => emulator.faults.add({ route: OFFERS, at: "answer", kind: "other-shape", body: [] })],
  ])("shows what is installed if the catalogue is %s, and exits with 1", async (_, arrange) => {
    const { stdout: installed } = await discover();
    arrange();
    const { stdout, stderr, code } = await discover("--all");
    expect(stdout).toBe(installed);
    expect(stderr.trim().split("\n")).toEqual([expect.stringContaining("[catalogue-not-read]")]);
    expect(code).toBe(1);
  });
});

describe("discover of a word", () => {
  it.each([
    ["a slug", "supabase", ["supabase"]],
    ["a name in another letter case", "LUMEN", ["lumen-logs"]],
    ["a product", "drift-vectors", ["drift-search"]],
    ["a word of a description", "seconds", ["lumen-logs"]],
  ])("shows the integration that %s names", async (_, word, [slug = ""]) => {
    const { stdout, code } = await discover(word);
    expect(stdout).toContain("(not installed) in team acme");
    expect(stdout).toContain(`https://vercel.com/acme/~/integrations/accept-terms/${slug}`);
    expect(code).toBe(0);
  });

  it.each([
    ["a category, before what only contains it", "ai", ["drift-search", "upstash", "paid-db"]],
    ["a description", "postgres", ["neon", "supabase"]],
    ["a name before a description", "search", ["drift-search", "lumen-logs", "mongodbatlas"]],
  ])("lists the integrations that %s matches, the closest first", async (_, word, slugs) => {
    const { stdout, code } = await discover(word, "--json");
    expect(slugsOf(stdout)).toEqual(slugs);
    expect(code).toBe(0);
    expect((await discover(word)).stdout.split("\n")[0]).toContain(`"${word}": ${slugs.length} (`);
  });

  it("shows an integration that is installed as its slug does", async () => {
    expect(await discover("Redis")).toEqual(await discover("upstash"));
    expect((await discover("NEON")).stdout).toBe((await discover("neon")).stdout);
  });

  it.each(["neon", "icfg_AcmeNeon1Rk5Wz8Xq3Tb7Lm2", "oac_VqNeon7Kd2Lm9Xw4RtYu1BcZ"])(
    "requests no catalogue for %s, which is installed",
    async (given) => {
      await discover(given);
      expect(requests()).not.toContain("integrations");
    },
  );

  it("P31 without a match names the closest integrations, and exits with 1", async () => {
    const { stdout, stderr, code } = await discover("supabsae");
    expect(stdout).toBe("");
    expect(stderr).toContain("Did you mean supabase?");
    expect(stderr).toContain("[integration-not-installed]");
    expect(code).toBe(1);
  });

  it("without the catalogue says so, and names what is installed", async () => {
    emulator.configure({ catalogue: 403 });
    const { stdout, stderr, code } = await discover("upstahs");
    expect(stdout).toBe("");
    expect(stderr).toMatch(/\[catalogue-not-read\].*\n.*Did you mean upstash\?.*\[integration-not-installed\]/);
    expect(code).toBe(1);
  });
});

describe("discover of one integration that is not installed", () => {
  it("shows products, metadata and terms, how to install it, and a program", async () => {
    const { stdout, stderr, code } = await discover("supabase");
    expect(stdout).toBe(
      [
        "Supabase (not installed) in team acme",
        "  Postgres with an application platform",
        "  Categories: Databases, Authentication",
        "  product   supabase            Supabase",
        "  metadata  region              required  iad1, fra1",
        "            publicEnvVarPrefix  optional  string",
        "",
        "This command installs nothing. A person installs it by accepting the terms:",
        "",
        "  accept them at     https://vercel.com/acme/~/integrations/accept-terms/supabase",
        "  terms of service   https://supabase.example/terms",
        "  privacy policy     https://supabase.example/privacy",
        "  Vercel's addendum  https://vercel.com/legal/integration-marketplace-end-users-addendum",
        "  plans and prices   https://vercel.com/marketplace/supabase (and here, once it is installed)",
        "",
        "Then run `pulumi preview` again, with this in the program:",
        "",
        '  import { IntegrationStore } from "pulumi-vercel-marketplace";',
        "",
        '  const db = new IntegrationStore("db", { integration: "supabase", metadata: { region: "iad1" } });',
        "",
      ].join("\n"),
    );
    expect([stderr, code]).toEqual(["", 0]);
    expect(requests().sort()).toEqual(["categories", "configurations", "integrations", "plans", "supabase"]);
  });

  it("shows plans and prices if the API lists them without an installation", async () => {
    emulator.configure({ plansWithoutInstallation: "list" });
    const { stdout } = await discover("supabase");
    expect(stdout).toContain("supabase_pro");
    expect(stdout).toContain("$25.00/month");
    expect(stdout).not.toContain("once it is installed");
  });

  it.each([
    ["supabase", []],
    ["drift-search", ["drift-text"]],
    ["lumen-logs", []],
  ])("prints a program that passes the preview once it is installed: %s %s", async (integration, product) => {
    const { program, toBeSet } = JSON.parse((await discover(integration, ...product, "--json")).stdout);
    expect(toBeSet).toEqual([]);
    expect(await previewFailures(emulator, program)).toMatchObject([{ code: "integration-not-installed" }]);
    emulator.state.addInstallation({ integration });
    expect(await previewFailures(emulator, program)).toEqual([]);
  });

  it("shows one product of several, and rejects one that does not exist", async () => {
    const { stdout } = await discover("drift-search", "drift-vectors");
    expect(stdout).toContain('product: "drift-vectors"');
    expect(stdout).not.toContain("drift-text");
    expect((await discover("drift-search", "drift-vektors")).stderr).toContain("[product-not-found]");
  });

  it("shows what there is: no terms of service, no products", async () => {
    expect((await discover("drift-search")).stdout).not.toContain("terms of service");
    const { stdout, code } = await discover("pageworks");
    expect(stdout).toContain("no products");
    expect(stdout).not.toContain("IntegrationStore");
    expect(code).toBe(0);
  });

  it.each([
    ["403", { kind: "status", status: 403 }],
    ["odd", { kind: "other-shape", body: { id: 7, products: "none" } }],
  ] as const)("says so if its details cannot be read (%s), and still how to install it", async (_, fault) => {
    emulator.faults.add({ route: INTEGRATION, at: "answer", times: ALWAYS, ...fault });
    const { stdout, stderr, code } = await discover("supabase");
    expect(stdout).toMatch(/\[api-(forbidden|unreadable)\]/);
    expect(stdout).toContain("/~/integrations/accept-terms/supabase");
    expect([stderr, code]).toEqual(["", 0]);
  });

  it("P50 shows no control character of a partner", async () => {
    const hostile = "x\u001b]0;pwned\u0007\u001b[2J\u202e\u009b\nneon  Neon";
    emulator.state.edit(({ partners }) => {
      const supabase = partners.find(({ slug }) => slug === "supabase");
      Object.assign(supabase ?? {}, { name: hostile, shortDescription: hostile, tagIds: [`tag_${hostile}`] });
      Object.assign(supabase ?? {}, { eulaDocUri: hostile, privacyDocUri: hostile });
      Object.assign(supabase?.products[0] ?? {}, { name: hostile, shortDescription: hostile });
    });
    for (const args of [["--all"], ["supabase"]]) {
      const { stdout, code } = await discover(...args);
      expect(stdout).not.toMatch(/(?!\n)[\p{Cc}\u202e]/u);
      expect(stdout).toContain("pwned");
      expect(code).toBe(0);
    }
  });
});

// The command line of Vercel: commands that change nothing.
import { expect } from "vitest";
import { testMatrix } from "../../../test/support/matrix.ts";
import { NEON } from "../client.ts";
import { type Cli, type CliRun, installCli, startCli } from "./cli.ts";

installCli();

const LIST_STORES = "GET /v1/storage/stores";
const READ_STORE = "GET /v1/storage/stores/:id";
const READ_PROJECT = "GET /v9/projects/:project";
const CONFIGURATIONS = "GET /v2/integrations/configurations";
const INTEGRATION = "GET /v2/integrations/integration/:integration";
const INTEGRATIONS = "GET /v2/integrations/integrations";
const CATEGORIES = "GET /v2/integrations/categories";
const ENVIRONMENTS = "GET /projects/:project/custom-environments";
const VARIABLES = "GET /v10/projects/:project/env";

interface Row {
  /** The arguments of the command. */
  what: string;
  always?: boolean;
  routes: string[];
  /** What the output contains, and what it does not. */
  contains?: string[];
  without?: string[];
  /** Further expectations. */
  expect?: (run: CliRun, cli: Stores) => void;
}

interface Stores {
  db: string;
  cache: string;
}

const rows: Row[] = [
  {
    what: "integration list",
    always: true,
    routes: [READ_PROJECT, LIST_STORES],
    contains: ["db", "neon", "Available", "web"],
    without: ["cache"],
  },
  {
    what: "integration list --all",
    routes: [LIST_STORES],
    contains: ["db", "neon", "web", "cache", "upstash"],
  },
  {
    // The command compares with the slug of the product, not of the integration.
    what: "integration list --all -i upstash-kv",
    routes: [LIST_STORES],
    contains: ["cache"],
    without: ["neon"],
  },
  { what: "integration list worker", routes: [LIST_STORES], without: ["neon", "upstash"] },
  {
    what: "integration installations",
    routes: [CONFIGURATIONS],
    contains: [NEON, "icfg_AcmeUpstashA4Hd9Cs6Vn1Jy", "icfg_AcmeFrost5Zn7Jd3Ck9Wy1Ah"],
  },
  {
    what: "integration installations --integration neon",
    always: true,
    routes: [CONFIGURATIONS],
    contains: [NEON],
    without: ["icfg_AcmeUpstash", "icfg_AcmeFrost"],
  },
  {
    what: "integration installations --integration upstash --json",
    routes: [CONFIGURATIONS],
    expect: ({ stdout }) => {
      const { installations } = JSON.parse(stdout) as { installations: { slug: string }[] };
      expect(installations.map(({ slug }) => slug)).toEqual(["upstash", "upstash"]);
    },
  },
  {
    what: "integration discover",
    routes: [CATEGORIES, INTEGRATIONS],
    // Of an integration with several products, each is listed.
    contains: ["neon", "supabase", "upstash/upstash-kv", "upstash/upstash-vector"],
    without: ["deploy-notes", "WARN"],
  },
  {
    what: "integration discover --json",
    routes: [CATEGORIES, INTEGRATIONS],
    expect: ({ stdout }) => {
      const { products } = JSON.parse(stdout) as { products: { slug: string; tags: string[] }[] };
      expect(products.find(({ slug }) => slug === "supabase")?.tags).toEqual(["Databases", "Authentication"]);
    },
  },
  {
    what: "integration discover redis",
    routes: [CATEGORIES, INTEGRATIONS],
    contains: ["upstash/upstash-kv"],
    without: ["neon", "upstash-vector"],
  },
  {
    what: "integration discover --category databases",
    routes: [CATEGORIES, INTEGRATIONS],
    contains: ["neon", "supabase"],
    without: ["frost-cache"],
  },
  { what: "integration categories", routes: [CATEGORIES], contains: ["databases", "Databases", "dev-tools"] },
  { what: "integration guide neon", routes: [INTEGRATION], contains: ["Neon"] },
  {
    what: "integration open neon --json",
    routes: [CONFIGURATIONS],
    expect: ({ stdout }) => {
      const query = new URL((JSON.parse(stdout) as { url: string }).url).searchParams;
      expect(query.get("integrationConfigurationId")).toBe(NEON);
    },
  },
  {
    what: "integration open neon db",
    routes: [CONFIGURATIONS, LIST_STORES],
    // No browser is opened, because the output is not a terminal.
    expect: ({ stdout, opened }) => {
      expect(new URL(stdout.trim()).searchParams.get("resource_id")).toMatch(/^\w+-\w+-\d+$/);
      expect(opened).toEqual([]);
    },
  },
  {
    what: "integration add neon --help",
    routes: [INTEGRATION, "GET /v1/integrations/integration/:integration/products/:product/plans"],
    // The plan that the product disables is not offered.
    contains: ["region", "iad1, fra1, sin1", "free_v3", "launch_v3"],
    without: ["scale_v1"],
  },
  {
    what: "integration resource inspect db --json",
    always: true,
    routes: [LIST_STORES, READ_STORE],
    expect: ({ stdout }, { db }) => {
      expect(JSON.parse(stdout)).toMatchObject({
        resource: {
          id: db,
          name: "db",
          status: "available",
          ownership: "owned",
          integration: "neon",
          installationId: NEON,
          projects: [{ name: "web", environments: ["production", "preview"] }],
          billingPlan: { id: "free_v3" },
        },
      });
    },
  },
  {
    what: "storage list --json",
    routes: [READ_PROJECT, LIST_STORES],
    expect: ({ stdout }, { db, cache }) => {
      const { stores } = JSON.parse(stdout) as { stores: { id: string; projects: { name: string }[] }[] };
      const connected = stores.map(({ id, projects }) => [id, projects.map(({ name }) => name)]);
      expect(Object.fromEntries(connected)).toEqual({ [db]: ["web"], [cache]: [] });
    },
  },
  {
    what: "storage status db",
    routes: [LIST_STORES],
    contains: ["db", "web", "production, preview", "DATABASE_URL"],
    without: ["cache"],
  },
  {
    what: "storage inspect db --json",
    routes: [READ_PROJECT, LIST_STORES, READ_STORE],
    expect: ({ stdout }, { db }) => {
      const connections = [{ project: { name: "web" }, environments: ["production", "preview"] }];
      expect(JSON.parse(stdout)).toMatchObject({ id: db, status: "available", product: "Neon", connections });
    },
  },
  {
    what: "storage disconnect db --dry-run --json",
    routes: [READ_PROJECT, LIST_STORES],
    expect: ({ stdout }) => {
      const { applied, envVars } = JSON.parse(stdout) as { applied: boolean; envVars: { remove: string[] } };
      expect(applied).toBe(false);
      expect(envVars.remove).toContain("DATABASE_URL");
    },
  },
  {
    what: "env ls",
    routes: [READ_PROJECT, VARIABLES, ENVIRONMENTS],
    contains: ["DATABASE_URL", "PGPASSWORD", "Production, Preview"],
  },
  { what: "env ls production", routes: [READ_PROJECT, VARIABLES, ENVIRONMENTS], contains: ["DATABASE_URL"] },
  { what: "env ls development", routes: [READ_PROJECT, VARIABLES, ENVIRONMENTS], without: ["DATABASE_URL"] },
  { what: "env ls staging", routes: [READ_PROJECT, VARIABLES, ENVIRONMENTS], without: ["DATABASE_URL"] },
  {
    what: "link --yes --project worker",
    routes: [READ_PROJECT, READ_PROJECT, "GET /v3/env/pull/:project/:target"],
    contains: ["acme/worker"],
  },
  { what: "target list", routes: [READ_PROJECT, ENVIRONMENTS], contains: ["staging", "qa"] },
  {
    what: "api /v1/storage/stores",
    routes: [LIST_STORES],
    expect: ({ stdout }) => expect(JSON.parse(stdout)).toMatchObject({ stores: [{ name: "db" }, { name: "cache" }] }),
  },
];

testMatrix("$what", rows, async (row) => {
  const { cli, ...stores } = await startWithStores();
  const run = await cli.run(...row.what.split(" "));
  expect(run.code).toBe(0);
  // Some commands send two requests at once.
  expect([...run.routes].sort()).toEqual([...row.routes].sort());
  expect(run.requests.every(({ status }) => status === 200)).toBe(true);
  for (const text of row.contains ?? []) expect(run.output).toContain(text);
  for (const text of row.without ?? []) expect(run.output).not.toContain(text);
  row.expect?.(run, stores);
});

/** A Neon store that the project of the folder is connected to, and a store without connections. */
async function startWithStores(): Promise<Stores & { cli: Cli }> {
  const cli = await startCli();
  const { stores, projects } = cli.emulator;
  const db = stores.seed({ name: "db", integration: "neon", metadata: { region: "iad1" } }).id;
  const cache = stores.seed({ name: "cache", integration: "upstash", product: "upstash-kv" }).id;
  projects.connect({ store: db, project: "web", environments: ["production", "preview"] });
  return { cli, db, cache };
}

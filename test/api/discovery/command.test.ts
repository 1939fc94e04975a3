// `discover` as a person runs it: a process of its own, its two outputs and its exit code.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type Emulator, startEmulator } from "vercel-marketplace-emulator";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { StoreArguments } from "../../../provider/src/contract/integration-store.ts";
import { integrationStore } from "../../../provider/src/lifecycle/integration-store/index.ts";
import { processOf } from "../../support/process-context.ts";

const command = fileURLToPath(new URL("../../../provider/bin/pulumi-vercel-marketplace.js", import.meta.url));

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.close());

interface Run {
  stdout: string;
  stderr: string;
  code: number | null;
}

/** Runs the command with nothing in its environment but what it is given. */
function run(args: string[], environment: Record<string, string> = emulator.environment()): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, ...args], { env: environment, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
    });
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ stdout, stderr, code }));
  });
}

const discover = (...args: string[]) => run(["discover", ...args]);

describe("discover of one integration", () => {
  it("shows product, plans, prices and metadata, and a program", async () => {
    const { stdout, stderr, code } = await discover("neon");
    expect(stdout).toBe(
      [
        "Neon (icfg_AcmeNeon1Rk5Wz8Xq3Tb7Lm2, ready) in team acme",
        "  product   neon       Neon",
        "  plans     free_v3    Free          free",
        "            launch_v3  Launch        $19.00/month",
        "            scale_v1   Scale (2024)  $69.00/month (not available)",
        "  metadata  region     required      iad1, fra1, sin1 (Singapore)",
        "            auth       optional      true | false",
        "            size       optional      number, 1 to 56",
        "            tags       optional      any of web (Web), jobs (Jobs), analytics (Analytics)",
        "",
        "Paste this into your program:",
        "",
        '  import { IntegrationStore } from "pulumi-vercel-marketplace";',
        "",
        '  const db = new IntegrationStore("db", { integration: "neon", metadata: { region: "iad1" } });',
        "",
      ].join("\n"),
    );
    expect([stderr, code]).toEqual(["", 0]);
  });

  it("shows one product alone when it is named", async () => {
    const { stdout } = await discover("upstash", "upstash-vector");
    expect(stdout).toContain("Upstash Vector");
    expect(stdout).not.toContain("Upstash for Redis");
  });

  it("writes the team into the program when only the command was told of it", async () => {
    const { stdout } = await discover("supabase", "--team", "acme-prod");
    expect(stdout).toBe("");
    const both = await run(["discover", "supabase", "--team=acme-prod"], {
      ...emulator.environment(),
      VERCEL_API_TOKEN: emulator.tokens.both,
    });
    expect(both.stdout).toContain('teamId: "acme-prod"');
  });

  it("says so when an installation takes no new stores", async () => {
    const { stdout } = await discover("frost-cache");
    expect(stdout).toContain("suspended) in team acme\n  It takes no new stores at present.");
    expect(stdout).not.toContain("Paste this");
  });
});

describe("discover of everything", () => {
  it("shows every integration, and hides none because another one does not answer", async () => {
    const route = "GET /v1/integrations/configuration/icfg_AcmeOmni9Tu4Fm1Gx6Bp8Sc2/products";
    emulator.faults.add({ route, at: "answer", kind: "status", status: 403, message: "Omnibase is out" });
    const { stdout, code } = await discover();
    for (const name of ["Neon", "Upstash", "MongoDB Atlas", "Paid DB", "Frost Cache"]) {
      expect(stdout).toMatch(new RegExp(`^${name} \\(icfg_`, "m"));
    }
    expect(stdout).toContain("403 from Vercel");
    expect(code).toBe(0);
  });
});

describe("discover --json", () => {
  it("says the same to scripts", async () => {
    const { stdout } = await discover("paid-db", "--json");
    const { team, integrations, program } = JSON.parse(stdout);
    expect(team).toBe("acme");
    expect(integrations[0].products[0].plans.map(({ id }: { id: string }) => id)).toEqual(["pro", "prepay"]);
    expect(program).toContain('billingPlanId: "pro"');
  });
});

describe("the program that discover prints", () => {
  it.each([
    ["neon", []],
    ["upstash", ["upstash-kv"]],
    ["upstash", ["upstash-vector"]],
    ["icfg_AcmeUpstashB8Ge2Kw5Pu7Qf", []],
    ["mongodbatlas", []],
    ["paid-db", []],
    ["omnibase", []],
  ])("passes the preview: %s %s", async (integration, product) => {
    await passesPreview(JSON.parse((await discover(integration, ...product, "--json")).stdout).program);
  });

  it("pays in advance where there is no other plan", async () => {
    emulator.state.editPlan("paid-db", "paid-db", "pro", { disabled: true });
    const { program } = JSON.parse((await discover("paid-db", "--json")).stdout);
    expect(program).toMatch(/billingPlanId: "prepay",\s+prepaymentAmountCents: 1000/);
    await passesPreview(program);
  });
});

/** Runs the program with a class that takes down what it is given, and checks that as a preview does. */
async function passesPreview(program: string): Promise<void> {
  let given: StoreArguments = {};
  class IntegrationStore {
    constructor(_name: string, args: StoreArguments) {
      given = args;
    }
  }
  new Function("IntegrationStore", program.replace(/^import .*$/m, ""))(IntegrationStore);
  const context = processOf(emulator, { timings: { requestSeconds: 20 } });
  const { failures } = await integrationStore.check(context, undefined, { name: "shop-db", ...given });
  expect(failures).toEqual([]);
  expect(given).toHaveProperty("integration");
}

describe("what discover cannot do", () => {
  it.each<[string, string[], string]>([
    ["an integration that is not installed", ["supabase"], '"supabase" is not installed in team acme.'],
    ["a slip in an integration", ["upstahs"], "Did you mean upstash?"],
    ["a slip in a product", ["upstash", "upstash-vektor"], "Did you mean upstash-vector?"],
    ["an unknown option", ["neon", "--tema", "acme"], "--tema is not an option of discover."],
    ["a token on the command line", ["neon", "--token", "vcp_secret"], "--token is not an option of discover."],
    ["an option without its value", ["neon", "--team"], "--team needs a value."],
    ["too many words", ["neon", "neon", "neon"], "discover takes integration and product, and nothing more"],
    ["a team that is none", ["neon", "--team", "No Team"], "--team is not a team."],
    ["an address that is none", ["neon", "--api-url", "x"], "--api-url is not an address of an API."],
    ["another team's installations", ["neon", "--team", "acme-prod"], "403 from Vercel"],
  ])("is told in a sentence or two, with exit code 1: %s", async (_, args, said) => {
    const { stdout, stderr, code } = await discover(...args);
    expect(stdout).toBe("");
    expect(stderr).toContain(said);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(stderr).not.toMatch(/\n\s+at |vcp_secret/);
    expect(code).toBe(1);
  });

  it("without a token, is told before anything is asked", async () => {
    const { VERCEL_API_TOKEN: _, ...rest } = emulator.environment();
    const { stderr, code } = await run(["discover"], rest);
    expect([stderr, code]).toEqual(["No Vercel token. Set VERCEL_API_TOKEN to one, and run again.\n", 1]);
    expect(emulator.journal.entries()).toEqual([]);
  });

  it("P27 with a token that is refused, does not show it", async () => {
    const { stderr, code } = await run(["discover"], {
      ...emulator.environment(),
      VERCEL_API_TOKEN: "vcp_canary123456",
    });
    expect(stderr).toContain("401 from Vercel");
    expect(stderr).not.toContain("vcp_canary123456");
    expect(code).toBe(1);
  });

  it("ends quietly when its reader has seen enough", async () => {
    const child = spawn(process.execPath, [command, "discover"], { env: emulator.environment() });
    child.stdout.destroy();
    let stderr = "";
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    await new Promise((resolve) => child.on("close", resolve));
    expect(stderr).toBe("");
  });

  it("writes nothing to the API, whatever it is asked", async () => {
    await Promise.all([discover(), discover("neon"), discover("nosuch")]);
    expect(emulator.journal.writes()).toEqual([]);
  });
});

describe("the command itself", () => {
  it.each([["--help"], ["discover", "--help"]])("explains itself: %s %s", async (...args) => {
    const { stdout, code } = await run(args.filter((arg) => arg !== undefined));
    expect(stdout).toContain("discover");
    expect(code).toBe(0);
  });

  it.each([[[]], [["discvoer"]]])("shows what there is when it is called as %j", async (args) => {
    const { stdout, stderr, code } = await run(args);
    expect(stdout).toContain("COMMANDS");
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(code).toBe(1);
  });
});

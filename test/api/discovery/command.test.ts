// The command line as a process: stdout, stderr and exit code.
import { spawn } from "node:child_process";
import { type Emulator, startEmulator } from "vercel-marketplace-emulator";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { render } from "../../../provider/src/errors/render.ts";
import { command, runCommand } from "../../support/command.ts";
import { previewFailures } from "./command.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.close());

const run = (args: string[], environment: Record<string, string> = emulator.environment()) =>
  runCommand(args, environment);
const discover = (...args: string[]) => run(["discover", ...args]);

describe("discover of one integration", () => {
  it("names no plan in the program if the plan is the installation's", async () => {
    emulator.state.removePlan("supabase", "supabase", "supabase_free");
    const account = {
      ...emulator.environment(),
      VERCEL_API_TOKEN: emulator.tokens.otherTeam,
      VERCEL_TEAM: "acme-prod",
    };
    const { stdout, code } = await run(["discover", "supabase"], account);
    expect(code).toBe(0);
    expect(stdout).toContain("supabase_pro");
    expect(stdout).toContain("new IntegrationStore");
    expect(stdout).not.toContain("billingPlanId");
  });

  it("P50 shows no control character of a partner", async () => {
    const hostile = "L\u001b]0;pwned\u0007\u001b[2J\u202e\u009b\nNeon (icfg_1, ready) in team acme";
    const { metadataSchema } = emulator.state.product("neon", "neon");
    const properties = { ...metadataSchema.properties, [hostile]: { type: "string", "ui:control": "input" } };
    emulator.state.editProduct("neon", "neon", {
      name: hostile,
      metadataSchema: { ...metadataSchema, properties } as never,
    });
    emulator.state.editPlan("neon", "neon", "launch_v3", { name: hostile, cost: hostile });
    const clean = await discover("neon");
    emulator.faults.add({ at: "answer", kind: "status", status: 403, code: hostile, message: hostile });

    for (const { stdout, stderr } of [clean, await discover("neon")]) {
      expect(`${stdout}${stderr}`).not.toMatch(/(?!\n)[\p{Cc}\u202e]/u);
      expect(`${stdout}${stderr}`).not.toMatch(/^Neon \(icfg_1/m);
    }
    expect(clean.code).toBe(0);
  });

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
        "Add to your program:",
        "",
        '  import { IntegrationStore } from "pulumi-vercel-marketplace";',
        "",
        '  const db = new IntegrationStore("db", { integration: "neon", metadata: { region: "iad1" } });',
        "",
      ].join("\n"),
    );
    expect([stderr, code]).toEqual(["", 0]);
  });

  it("shows only the product that is given", async () => {
    const { stdout } = await discover("upstash", "upstash-vector");
    expect(stdout).toContain("Upstash Vector");
    expect(stdout).not.toContain("Upstash for Redis");
  });

  it("sets the team in the program if it was given on the command line", async () => {
    const { stdout } = await run(["discover", "supabase", "--team=acme-prod"], {
      ...emulator.environment(),
      VERCEL_API_TOKEN: emulator.tokens.both,
    });
    expect(stdout).toContain('teamId: "acme-prod"');
  });

  it("reports an installation that accepts no new stores", async () => {
    const { stdout } = await discover("frost-cache");
    expect(stdout).toContain("suspended) in team acme\n  It accepts no new stores.");
    expect(stdout).not.toContain("IntegrationStore");
  });
});

describe("discover of everything", () => {
  it("shows every integration, also if the products of one cannot be read", async () => {
    const route = "GET /v1/integrations/configuration/icfg_AcmeOmni9Tu4Fm1Gx6Bp8Sc2/products";
    emulator.faults.add({ route, at: "answer", kind: "status", status: 403, message: "Omnibase is out" });
    const { stdout, code } = await discover();
    for (const name of ["Neon", "Upstash", "MongoDB Atlas", "Paid DB", "Frost Cache"]) {
      expect(stdout).toMatch(new RegExp(`^${name} \\(icfg_`, "m"));
    }
    expect(stdout).toContain("[api-forbidden]");
    expect(code).toBe(0);
  });
});

describe("discover --json", () => {
  it("prints the overview as JSON", async () => {
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
    ["icfg_AcmeUpstashB8Ge2Kw5Pu7Qf", []],
    ["mongodbatlas", []],
    ["paid-db", []],
    ["omnibase", []],
  ])("passes the preview: %s %s", async (integration, product) => {
    const { program, toBeSet } = JSON.parse((await discover(integration, ...product, "--json")).stdout);
    expect(toBeSet).toEqual([]);
    expect(await previewFailures(emulator, program)).toEqual([]);
  });

  it("sets a prepayment if there is no other plan", async () => {
    emulator.state.editPlan("paid-db", "paid-db", "pro", { disabled: true });
    const { program } = JSON.parse((await discover("paid-db", "--json")).stdout);
    expect(program).toMatch(/billingPlanId: "prepay",\s+prepaymentAmountCents: 1000/);
    expect(await previewFailures(emulator, program)).toEqual([]);
  });

  it("passes the preview after the user has set what the schema leaves open", async () => {
    const { program, toBeSet } = JSON.parse((await discover("upstash", "upstash-vector", "--json")).stdout);
    expect(toBeSet).toEqual(["dimensions"]);
    const failures = await previewFailures(emulator, program);
    expect(failures).toMatchObject([{ code: "metadata-invalid" }]);
    expect(failures.map(render).join()).toContain("metadata.dimensions");
    expect(await previewFailures(emulator, program.replace('"…"', "3"))).toEqual([]);
    const { stdout } = await discover("upstash", "upstash-vector");
    expect(stdout).toContain("Set metadata.dimensions");
  });
});

describe("a command that fails", () => {
  it.each<[string, string[], string, string]>([
    ["a name that nothing has", ["quantum"], "integration-not-installed", "in team acme"],
    ["a typing error in an integration", ["upstahs"], "integration-not-installed", "Did you mean upstash?"],
    ["a typing error in a product", ["upstash", "upstash-vektor"], "product-not-found", "Did you mean upstash-vector?"],
    ["an invalid team", ["neon", "--team", "No Team"], "settings-invalid", "--team"],
    ["an invalid URL", ["neon", "--api-url", "x"], "settings-invalid", "--api-url"],
    ["a team that the token does not see", ["supabase", "--team", "acme-prod"], "api-forbidden", "(request "],
  ])("prints one line with the code, and exits with 1: %s", async (_, args, code, value) => {
    const run = await discover(...args);
    expect(run.stdout).toBe("");
    expect(run.stderr.trim().split("\n")).toHaveLength(1);
    expect(run.stderr).toContain(`[${code}]`);
    expect(run.stderr).toContain(value);
    expect(run.code).toBe(1);
  });

  it("without a token, sends no request", async () => {
    const { VERCEL_API_TOKEN: _, ...rest } = emulator.environment();
    const { stderr, code } = await run(["discover"], rest);
    expect(stderr).toContain("[token-missing]");
    expect(code).toBe(1);
    expect(emulator.journal.entries()).toEqual([]);
  });

  it("P27 with a token that is rejected, does not show it", async () => {
    const { stderr, code } = await run(["discover"], {
      ...emulator.environment(),
      VERCEL_API_TOKEN: "vcp_canary123456",
    });
    expect(stderr).toContain("[api-unauthorized]");
    expect(stderr).not.toContain("vcp_canary123456");
    expect(code).toBe(1);
  });
});

describe("wrong usage", () => {
  it.each<[string, string[], string]>([
    ["an unknown command", ["discvoer"], "(Did you mean discover?)"],
    ["an unknown option", ["discover", "neon", "--tema", "acme"], "(Did you mean --team?)"],
    ["a token on the command line", ["discover", "neon", "--token", "vcp_secret"], "'--token'"],
    ["a token with an equals sign", ["discover", "neon", "--token=vcp_secret it's"], "'--token'"],
    ["an option without its value", ["discover", "neon", "--team"], "--team <team>"],
    ["an option with an empty value", ["discover", "neon", "--team="], "--team <team>"],
    ["an integration beside --all", ["discover", "--all", "neon"], "--all takes no integration"],
    ["excess arguments", ["discover", "neon", "neon", "neon"], "too many arguments for 'discover'"],
    ["no command", [], "Usage: "],
  ])("is explained on stderr, and exits with 2: %s", async (_, args, explanation) => {
    const { stdout, stderr, code } = await run(args);
    expect(stdout).toBe("");
    expect(stderr).toContain(explanation);
    expect(stderr).not.toMatch(/\n\s+at |vcp_secret/);
    expect(code).toBe(2);
    expect(emulator.journal.entries()).toEqual([]);
  });
});

describe("the command line", () => {
  it.each([[["--help"]], [["discover", "--help"]], [["help", "discover"]]])("prints help: %j", async (args) => {
    const { stdout, stderr, code } = await run(args);
    expect(stdout).toContain("discover");
    expect([stderr, code]).toEqual(["", 0]);
  });

  it("prints its version", async () => {
    expect(await run(["--version"])).toEqual({
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
      stderr: "",
      code: 0,
    });
  });

  it("ends quietly when its reader closes the pipe", async () => {
    const child = spawn(process.execPath, [command, "discover"], { env: emulator.environment() });
    child.stdout.destroy();
    let stderr = "";
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    await new Promise((resolve) => child.on("close", resolve));
    expect(stderr).toBe("");
  });

  it("writes nothing to the API", async () => {
    await Promise.all([discover(), discover("neon"), discover("nosuch")]);
    expect(emulator.journal.writes()).toEqual([]);
  });
});

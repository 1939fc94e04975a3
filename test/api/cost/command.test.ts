// `cost` as a process: what it reads, prints and exits with. It gets no environment: neither token nor network.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { exported, planned, plans, preview, runCost, step, store } from "../../support/cost.ts";

const { free, launch, usage, prepaid } = plans;

/** Two stores of $19.00, one of them new. */
const change = preview([
  step("create", undefined, planned("new", launch)),
  step("same", store("old", launch), planned("old", launch)),
]);
const stack = exported([store("db", launch), store("cache", free)]);

const codeIn = (stderr: string) => /\[([a-z-]+)\]\n$/.exec(stderr)?.[1];

test("a preview is a table with its changes", async () => {
  const { inputs } = planned("credits", prepaid);
  const credits = planned("credits", prepaid, { inputs: { ...(inputs as object), prepaymentAmountCents: 120_050 } });
  const document = preview([
    step("replace", store("db", free), planned("db", launch)),
    step("create", undefined, planned("kv", usage)),
    step("create", undefined, credits),
    step("delete", store("old", launch), undefined),
  ]);
  const { stdout, stderr, code } = await runCost([], document);
  expect(stdout).toBe(
    [
      "store             product  plan            price                                change",
      "shop-dev-credits  neon     Prepaid         $1,200.50 once                       added",
      "shop-dev-db       neon     Free -> Launch  free -> $19.00/month                 replaced, +$19.00",
      "shop-dev-kv       neon     Pay as you go   not known ($0.20 per 100K commands)  added",
      "shop-dev-old      neon     Launch          $19.00/month                         removed, -$19.00",
      "",
      "a month  at least $19.00 (change not known)",
      "once     $1,200.50 in advance",
      "Prices not known: 1. They depend on usage, or are not stated in USD a month.",
      "",
    ].join("\n"),
  );
  expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
});

test("the example of docs/command-line.md is what is printed", async () => {
  const readme = await readFile(new URL("../../../docs/command-line.md", import.meta.url), "utf8");
  const [, example] = /\$ pulumi preview .* cost\n([^`]*)```/.exec(readme) ?? [];
  const named = (name: string) => ({ name: `shop-prod-${name}`, integrationSlug: "neon", productSlug: "neon" });
  const resource = (name: string, billingPlan: unknown, more = {}) => {
    const properties = { ...named(name), billingPlan, ...more };
    return store(name, billingPlan, { inputs: properties, outputs: properties });
  };
  const kv = resource("kv", usage, { integrationSlug: "upstash", productSlug: "upstash-kv" });
  const document = preview([
    step("replace", resource("db", free), resource("db", launch)),
    step("same", kv, kv),
    step("delete", resource("logs", launch), undefined),
  ]);
  expect(await runCost([], document)).toEqual({ stdout: example, stderr: "", code: 0 });
});

test("a stack is read from a file", async () => {
  const folder = await mkdtemp(join(tmpdir(), "cost-"));
  await writeFile(join(folder, "stack.json"), `\uFEFF${stack}`);
  const { stdout, code } = await runCost(["--file", join(folder, "stack.json"), "--json"]);
  await rm(folder, { recursive: true });
  expect(JSON.parse(stdout)).toMatchObject({ version: 1, source: "stack", monthlyCents: 1900, isComplete: true });
  expect(code).toBe(0);
});

describe("--max", () => {
  test("fails above it, after the report", async () => {
    const { stdout, stderr, code } = await runCost(["--max", "37.99"], change);
    expect(stdout).toContain("$38.00 (+$19.00)");
    expect({ error: codeIn(stderr), code }).toEqual({ error: "cost-above-maximum", code: 1 });
    expect(await runCost(["--max", "38"], change)).toMatchObject({ stderr: "", code: 0 });
    expect(await runCost(["--max", "0"], preview([]))).toMatchObject({ stderr: "", code: 0 });
  });

  test("is in the JSON, which stays one document", async () => {
    const { stdout, stderr, code } = await runCost(["--json", "--max=20"], change);
    expect(JSON.parse(stdout)).toMatchObject({ monthlyCents: 3800, error: { code: "cost-above-maximum" } });
    expect({ error: codeIn(stderr), code }).toEqual({ error: "cost-above-maximum", code: 1 });
  });

  test("compares what is known, with a warning; with --strict it fails", async () => {
    const document = exported([store("kv", usage), store("db", launch)]);
    const warned = await runCost(["--max", "19"], document);
    expect({ error: codeIn(warned.stderr), code: warned.code }).toEqual({ error: "cost-not-known", code: 0 });
    const failed = await runCost(["--max", "19", "--strict"], document);
    expect({ error: codeIn(failed.stderr), code: failed.code }).toEqual({ error: "cost-not-known", code: 1 });
    const above = await runCost(["--max", "18", "--strict"], document);
    expect({ error: codeIn(above.stderr), code: above.code }).toEqual({ error: "cost-above-maximum", code: 1 });
    expect(await runCost(["--max", "38", "--strict"], change)).toMatchObject({ code: 0 });
  });

  test.each(["", "fifty", "-1", "$50", "1.005", "1e3", "NaN"])("rejects '%s'", async (value) => {
    expect(await runCost([`--max=${value}`], change)).toMatchObject({ stdout: "", code: 2 });
  });

  test("is required by --strict", async () => {
    expect(await runCost(["--strict"], change)).toMatchObject({ stdout: "", code: 2 });
  });
});

describe("input without costs fails:", () => {
  const canary = "canary-secret-4711";

  test.each([
    ["nothing", ""],
    ["white space", "\n \n"],
    ["no JSON", `error: ${canary}`],
    ["a preview that was cut off", change.slice(0, -20)],
    ["several documents", `${change}\n${change}`],
    ["events of a streaming preview", '{"sequence":0,"preludeEvent":{}}\n{"sequence":1,"cancelEvent":{}}\n'],
    ["another object", JSON.stringify({ token: canary })],
    ["a list", "[]"],
    ["null", "null"],
    ["an export without a deployment", JSON.stringify({ version: 2, latest: { resources: [] } })],
    ["an interrupted preview", preview([step("create", undefined, planned("db", launch))], { duration: undefined })],
    ["steps of another form", preview([{ op: "create", newState: canary }])],
  ])("%s", async (_what, input) => {
    const { stdout, stderr, code } = await runCost([], input);
    expect({ stdout, error: codeIn(stderr), code }).toEqual({ stdout: "", error: "cost-input-invalid", code: 1 });
    expect(stderr).not.toContain(canary);
  });

  test("a failed preview", async () => {
    const document = preview([step("create", undefined, planned("db", launch))], {
      diagnostics: [{ message: canary, severity: "error" }],
    });
    const { stdout, stderr, code } = await runCost([], document);
    expect({ stdout, error: codeIn(stderr), code }).toEqual({ stdout: "", error: "cost-preview-failed", code: 1 });
    expect(stderr).not.toContain(canary);
    const json = await runCost(["--json"], document);
    expect(JSON.parse(json.stdout)).toMatchObject({ error: { code: "cost-preview-failed" } });
    expect(json.code).toBe(1);
  });

  test("a file that does not exist", async () => {
    const { stderr, code } = await runCost(["--file", join(tmpdir(), "no-such-preview.json")]);
    expect({ error: codeIn(stderr), code }).toEqual({ error: "cost-input-invalid", code: 1 });
  });
});

test("a preview without stores costs nothing", async () => {
  const { stdout, code } = await runCost(["--max", "0"], preview([]));
  expect(stdout).toBe("No store in this preview.\n\na month  $0.00 (no change)\n");
  expect(code).toBe(0);
});

test("P50 names and prices of partners cannot control the terminal", async () => {
  const hostile = "L\u001b]0;pwned\u0007\u001b[2J\u202e\u009b\nshop-dev-x  neon  Free  free";
  const document = exported([store("db", { ...launch, name: hostile, cost: hostile }), store(hostile, launch)]);
  for (const args of [[], ["--json"]]) {
    const { stdout, stderr } = await runCost(args, document);
    expect(`${stdout}${stderr}`).not.toMatch(/(?!\n)[\p{Cc}\u202e]/u);
    expect(stdout).not.toMatch(/^shop-dev-x/m);
  }
});

test("P27 shows nothing but names, plans and prices", async () => {
  const canary = "canary-secret-4711";
  const { inputs } = planned("db", launch);
  const properties = { ...(inputs as object), secrets: { URL: canary }, metadata: { key: canary } };
  const document = exported([store("db", launch, { inputs: properties, outputs: properties })]);
  for (const args of [[], ["--json"]]) {
    const { stdout, stderr, code } = await runCost(args, document);
    expect(`${stdout}${stderr}`).not.toContain(canary);
    expect(code).toBe(0);
  }
});

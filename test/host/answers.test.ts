// However the API behaves, every call of the engine is answered in time, in words for a person, without a stack.
import type { FaultGiven } from "vercel-marketplace-emulator";
import { describe, expect, test } from "vitest";
import { ALWAYS, createStore, type Market, neon, openMarket, storeText } from "./market.ts";
import { CallError } from "./support/call.ts";
import type { Properties } from "./support/protocol.ts";
import { reveal } from "./support/values.ts";

type Fault = Omit<FaultGiven, "route" | "at" | "times">;

/** `rejects`: the code with which a check fails, because the response is about the account. */
const faults: { what: string; fault: Fault; rejects?: string }[] = [
  { what: "cuts every connection", fault: { kind: "reset" } },
  { what: "says nothing", fault: { kind: "hang" } },
  { what: "answers 401", fault: { kind: "status", status: 401 } as Fault, rejects: "token-rejected" },
  { what: "answers 403", fault: { kind: "status", status: 403 } as Fault, rejects: "team-rejected" },
  { what: "answers 429", fault: { kind: "status", status: 429, retryAfter: "0.1" } as Fault },
  { what: "answers 503", fault: { kind: "status", status: 503 } as Fault },
  { what: "breaks off every answer", fault: { kind: "truncated" } },
  { what: "gives null for every store", fault: { kind: "null-store" } },
  { what: "answers in another shape", fault: { kind: "other-shape" } },
  { what: "answers with a page", fault: { kind: "not-json" } },
  { what: "drips", fault: { kind: "drip", gapMs: 100 } as Fault },
];

const impatient = {
  deadlineSeconds: 20,
  timings: {
    requestSeconds: 0.4,
    postSeconds: 0.4,
    settleSeconds: 0.3,
    rateLimitBudgetSeconds: 0.3,
    outageSeconds: 0.001,
  },
};

/** Every call of the engine at once, about stores that were made while all was well. */
async function everyCall({ host, emulator }: Market, fault: Fault) {
  const kept = await createStore(host);
  const outputs = reveal(kept.outputs) as Properties;
  const { status: _, secrets: __, ...unsettled } = outputs;
  const moved = { ...neon, name: "moved" };
  const fresh = (await host.check({ ...neon, name: "fresh" })).inputs;
  emulator.journal.clear();
  emulator.faults.add({ at: "before-commit", times: ALWAYS, ...fault } as FaultGiven);
  const calls = {
    check: host.check({ integration: "paid-db", name: "new" }),
    diff: host.diff(kept.id, outputs, { ...kept.inputs, ...moved }),
    create: host.create(fresh),
    read: host.read(kept.id, { properties: outputs }),
    update: host.update(kept.id, unsettled, kept.inputs),
    delete: host.delete(kept.id, outputs),
  };
  const ends = Object.entries(calls).map(async ([name, call]) => [name, await call.catch((error: unknown) => error)]);
  return { id: kept.id, ends: Object.fromEntries(await Promise.all(ends)) };
}

describe.concurrent("an API that", () => {
  test.each(faults)("P16 P23 P34 $what", async ({ fault, rejects }) => {
    await using market = await openMarket(impatient);
    const { host, emulator } = market;

    const { id, ends } = await everyCall(market, fault);

    const failures = rejects === undefined ? [] : [{ property: "", reason: expect.stringContaining(`[${rejects}]`) }];
    expect(ends.check).toMatchObject({ failures, inputs: { name: "new" } });
    expect(ends.diff).toMatchObject({ replaces: ["name"] });
    for (const method of ["create", "read", "update", "delete"]) {
      expect(ends[method], method).toBeInstanceOf(CallError);
      expect(ends[method].message, method).toMatch(
        /(fresh|shop-db).* \[(api-[a-z-]+|outcome-unknown|deletion-not-confirmed)\]/,
      );
      expect(ends[method].message, method).not.toMatch(/\n|\bat .*:\d+/);
    }
    expect(ends.create.initFailure).toBeUndefined();
    expect(ends.update.initFailure).toMatchObject({ id, properties: { __provider: storeText, name: "shop-db" } });
    expect(emulator.stores.list().map((store) => store.id)).toEqual([id]);
    expect(emulator.journal.count("POST")).toBeLessThanOrEqual(fault.kind === "status" ? 9 : 1);
    if (rejects === undefined) await host.engine.waitForLog(/\[not-verified\]/);
    const warnings = host.engine.warnings().filter((text) => text.includes("[not-verified]"));
    expect(warnings).toHaveLength(rejects === undefined ? 1 : 0);
    expect(host.stderr).not.toMatch(/^\s+at /m);
  });
});

const mistakes: { what: string; args: Properties; says: RegExp }[] = [
  {
    what: "an integration that is not installed",
    args: { integration: "nein" },
    says: /^integration: "nein" .*neon.*\[integration-not-installed\]$/,
  },
  { what: "no integration", args: { name: "db" }, says: /^integration: .*\[argument-required\]$/ },
  {
    what: "a suspended installation",
    args: { integration: "frost-cache" },
    says: /suspended.*\[installation-not-ready\]$/,
  },
  {
    what: "several installations",
    args: { integration: "upstash", product: "upstash-kv" },
    says: /^integrationConfigurationId: .*icfg_.*\[installation-ambiguous\]$/,
  },
  {
    what: "an unknown product",
    args: { ...neon, product: "neom" },
    says: /^product: "neom" .*Did you mean neon\?.*\[product-not-found\]$/,
  },
  { what: "no free plan", args: { integration: "paid-db" }, says: /^billingPlanId: .*\[plan-required\]$/ },
  {
    what: "a plan that is no longer sold",
    args: { ...neon, billingPlanId: "scale_v1" },
    says: /^billingPlanId: .*scale_v1/,
  },
  {
    what: "a prepayment without an amount",
    args: { integration: "paid-db", billingPlanId: "prepay" },
    says: /^prepaymentAmountCents: /,
  },
  { what: "missing metadata", args: { integration: "neon" }, says: /^metadata\.region: .*\[metadata-required\]$/ },
  {
    what: "metadata out of its options",
    args: { ...neon, metadata: { region: "mars1" } },
    says: /^metadata\.region: "mars1" .*iad1.*\[metadata-invalid\]$/,
  },
  {
    what: "metadata of another type",
    args: { ...neon, metadata: { region: "iad1", size: "big" } },
    says: /^metadata\.size: .*\[metadata-invalid\]$/,
  },
  {
    what: "metadata out of its range",
    args: { ...neon, metadata: { region: "iad1", size: 99 } },
    says: /^metadata\.size: .*1 to 56.*\[metadata-invalid\]$/,
  },
  {
    what: "an argument that does not exist",
    args: { ...neon, colour: "green" },
    says: /^colour: .*\[argument-unknown\]$/,
  },
  {
    what: "an adoption of nothing",
    args: { ...neon, adopt: "ir_AAAAAAAAAAAAAAAA" },
    says: /^adopt: ir_A+ .*\[adopt-not-found\]$/,
  },
];

test("P31 every mistake is a check failure about no property, so that the engine prints no value", async () => {
  await using market = await openMarket();
  const { host, emulator } = market;

  for (const { what, args, says } of mistakes) {
    const { failures } = await host.check(args);
    expect(failures, what).toEqual([{ property: "", reason: expect.stringMatching(says) }]);
  }
  expect(emulator.journal.writes()).toEqual([]);
  expect(host.stderr).toBe("");
});

// P27 where everything that the process says comes together: no token, no connection detail, no free text of a program.
import type { FaultGiven } from "vercel-marketplace-emulator";
import { describe, expect, test } from "vitest";
import { ALWAYS, CREATE, createStore, type Market, neon, openMarket, refusalOf } from "./market.ts";
import type { Properties } from "./support/protocol.ts";
import { isSecret, reveal } from "./support/values.ts";

/** Free texts that a program may have marked secret: the process cannot know. */
const given = {
  externalId: "canary-external-5926",
  protocolSettings: { password: "canary-settings-5358", nested: { list: ["canary-nested-9793"] } },
};
/** A product that takes free texts as metadata. */
const omnibase = {
  integration: "omnibase",
  metadata: { label: "orders", domain: "canary-domain-2384", repository: "canary-repository-6264" },
};
const canaries = ["canary-", "5926", "5358", "9793", "2384", "6264"];

/** Everything that a person, or a log, gets to see of a process. */
function seen({ host }: Market, ...messages: string[]): string {
  return [host.stdout, host.stderr, JSON.stringify(host.engine.logs), ...messages].join("\n");
}

function expectNoCanary(output: string, { emulator }: Market): void {
  // A request id is random, and may contain such digits.
  const text = output.replace(/iad1::\S+/g, "");
  const values = emulator.stores.list().flatMap(({ id }) => Object.values(emulator.stores.secretValues(id)));
  for (const canary of [...canaries, ...Object.values(emulator.tokens), ...values]) expect(text).not.toContain(canary);
}

/** The properties without what is in an envelope. */
function inClear(properties: Properties): string {
  return JSON.stringify(properties, (_, value) => (isSecret(value) ? "[secret]" : value));
}

test("P27 a whole life says nothing of token and values", async () => {
  await using market = await openMarket();
  const { host } = market;
  const created = await createStore(host, { ...neon, ...given });
  const outputs = reveal(created.outputs) as Properties;
  await host.diff(created.id, outputs, { ...created.inputs, externalId: "canary-other" });
  await host.read(created.id, { properties: outputs });
  await host.update(created.id, outputs, { ...created.inputs, forceDestroy: true });

  expectNoCanary(seen(market), market);
  await host.delete(created.id, outputs);
  expectNoCanary(seen(market), market);
});

test("P27 a connection detail leaves the process in an envelope only", async () => {
  await using market = await openMarket();
  const { emulator, host } = market;
  const { id, inputs, outputs } = await createStore(host);
  const read = await host.read(id, { properties: reveal(outputs) as Properties });

  const clear = [inputs, outputs, read.outputs, read.inputs ?? {}].map(inClear).join("\n");

  for (const value of Object.values(emulator.stores.secretValues(id))) expect(clear).not.toContain(value);
  expect(clear).not.toContain(emulator.token);
});

const mistakes = [
  { what: "a text where a number belongs", args: { ...neon, prepaymentAmountCents: "canary-2384" } },
  {
    what: "a text where a number of metadata belongs",
    args: { ...neon, metadata: { region: "iad1", size: "canary-2384" } },
  },
  { what: "a text that breaks its pattern", args: { ...omnibase, metadata: { label: "CANARY canary-2384" } } },
  { what: "a text that is too long", args: { ...omnibase, metadata: { label: `canary-2384${"x".repeat(80)}` } } },
  { what: "a name that breaks the rules", args: { ...neon, name: "canary 2384" } },
  { what: "an adopt that is no id", args: { ...neon, adopt: "canary 2384" } },
  { what: "an externalId of another type", args: { ...neon, externalId: ["canary-2384"] } },
  { what: "a timeout that is none", args: { ...neon, timeouts: { create: "canary-2384" } } },
  { what: "a team that is none", args: { ...neon, teamId: "canary 2384" } },
];

test("P27 a check failure holds no free text", async () => {
  await using market = await openMarket();
  for (const { what, args } of mistakes) {
    const { failures } = await market.host.check(args);
    expect(failures.length, what).toBeGreaterThan(0);
    expectNoCanary(seen(market, ...failures.map(({ property, reason }) => `${property} ${reason}`)), market);
  }
});

test("P27 a refused replacement and a refused adoption hold no free text", async () => {
  await using market = await openMarket();
  const { host, emulator } = market;
  const created = await createStore(host, { ...omnibase, ...given, name: "shop-db" });
  const changed = {
    ...omnibase,
    name: "shop-db",
    externalId: "canary-other",
    metadata: { label: "orders", domain: "canary-2384-b" },
  };
  const { inputs } = await host.check(changed, created.inputs);
  const replacement = await refusalOf(host.diff(created.id, reveal(created.outputs) as Properties, inputs));
  const seeded = emulator.stores.seed({
    integration: "omnibase",
    name: "other",
    metadata: { label: "orders", domain: "canary-2384-c" },
  });
  const adoption = await host.check({ ...omnibase, name: "other", adopt: seeded.id });

  expect(replacement.message).toMatch(/metadata\.domain.*\[replacement-requires-consent\]$/);
  expect(host.stderr).toContain(`shop-db (${created.id}): failed [replacement-requires-consent]`);
  expect(adoption.failures[0]?.reason).toMatch(/metadata\.domain.*\[adopt-differs\]$/);
  expectNoCanary(seen(market, replacement.message, ...adoption.failures.map(({ reason }) => reason)), market);
});

type Fault = Omit<FaultGiven, "route" | "at" | "times">;

/** A server, or what stands in front of it, may repeat everything that it was sent. */
const sentByCreate = JSON.stringify({ ...omnibase, ...given });
const refusal = (status: number) => (token: string, sent: string) =>
  ({ kind: "status", status, message: `Refused: Bearer ${token} sent ${sent}` }) as Fault;

const failing: { what: string; fault: (token: string, sent: string) => Fault }[] = [
  { what: "a 400 that repeats the request", fault: refusal(400) },
  { what: "a 402 that repeats the request", fault: refusal(402) },
  { what: "a 500 that repeats the request", fault: refusal(500) },
  { what: "a code that is the token", fault: (token) => ({ kind: "status", status: 403, code: token }) as Fault },
  {
    what: "another shape that repeats the request",
    fault: (token, sent) => ({ kind: "other-shape", body: { token, sent } }) as Fault,
  },
  { what: "a reset", fault: () => ({ kind: "reset" }) },
  { what: "half an answer", fault: () => ({ kind: "truncated" }) },
  { what: "a page", fault: () => ({ kind: "not-json" }) },
];

describe.concurrent("P27 a creation that meets", () => {
  test.each(failing)("$what says nothing of token and values", async ({ fault }) => {
    await using market = await openMarket({ timings: { requestSeconds: 0.4, postSeconds: 0.4, settleSeconds: 0.3 } });
    const { host, emulator } = market;
    emulator.faults.add({ route: CREATE, at: "before-commit", ...fault(emulator.token, sentByCreate) } as FaultGiven);
    const { inputs } = await host.check({ ...omnibase, ...given, name: "shop-db" });

    const creation = await refusalOf(host.create(inputs));

    expectNoCanary(seen(market, creation.message), market);
    emulator.faults.clear();
    emulator.faults.add({ at: "before-commit", times: ALWAYS, ...fault(emulator.token, "") } as FaultGiven);
    const check = await host.check({ integration: "paid-db", name: "other" });
    const read = await refusalOf(host.read("ir_AAAAAAAAAAAAAAAA", { properties: { ...inputs, stateVersion: 1 } }));
    const deletion = await refusalOf(host.delete("ir_AAAAAAAAAAAAAAAA", { ...inputs, stateVersion: 1 }));
    if (check.failures.length === 0) await host.engine.waitForLog(/\[not-verified\]/);
    const reasons = check.failures.map(({ reason }) => reason);
    expectNoCanary(seen(market, read.message, deletion.message, ...reasons), market);
  });
});

// Values that a preview does not know yet: at any depth, in any argument, they pass check and replace nothing.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type StoreArgumentName, storeArgumentNames } from "../../provider/src/contract/integration-store.ts";
import { createStore, type Market, neon, openMarket } from "./market.ts";
import type { Properties } from "./support/protocol.ts";
import { unknown } from "./support/values.ts";

/** Places inside an argument where a value may be unknown, besides the whole of it. */
const within: Partial<Record<StoreArgumentName, Properties[]>> = {
  metadata: [
    { region: unknown },
    { region: "iad1", size: unknown },
    { region: "iad1", tags: ["web", unknown] },
    { region: "iad1", tags: unknown },
  ],
  protocolSettings: [{ replicas: { count: unknown } }, { zones: [{ name: unknown }] }],
  timeouts: [{ create: unknown }, { create: "10m", delete: unknown }],
};

const places = storeArgumentNames.flatMap((name) =>
  [unknown, ...(within[name] ?? [])].map((value, index) => ({
    name,
    value,
    // Two new stores of one program have two names.
    own: `${name}-${index}`,
    where: value === unknown ? "" : JSON.stringify(value),
  })),
);

let market: Market;
let created: Awaited<ReturnType<typeof createStore>>;

beforeAll(async () => {
  market = await openMarket();
  created = await createStore(market.host);
});
afterAll(() => market[Symbol.asyncDispose]());

test.each(places)("P32 an unknown $name passes check, and is handed on $where", async ({ name, value, own }) => {
  const { inputs, failures } = await market.host.check({ ...neon, name: own, [name]: value });

  expect(failures).toEqual([]);
  expect(inputs[name]).toEqual(value);
});

test.each(places)(
  "P32 a store whose $name becomes unknown is checked, and not replaced $where",
  async ({ name, value }) => {
    const { host } = market;

    const { inputs, failures } = await host.check({ ...neon, [name]: value }, created.inputs);
    expect(failures).toEqual([]);
    const diff = await host.diff(created.id, created.outputs, inputs);

    expect(diff).toMatchObject({ replaces: [], changes: "unknown" });
  },
);

test("P32 a store of which nothing is known yet passes check", async () => {
  const everything = Object.fromEntries(storeArgumentNames.map((name) => [name, unknown]));

  expect((await market.host.check(everything)).failures).toEqual([]);
});

test("P31 P32 what is known beside an unknown value is still checked", async () => {
  const { failures } = await market.host.check({
    ...neon,
    name: "known",
    metadata: { region: "mars1", size: unknown },
  });

  expect(failures).toEqual([
    { property: "", reason: expect.stringMatching(/^metadata\.region: "mars1" .*\[metadata-invalid\]$/) },
  ]);
});

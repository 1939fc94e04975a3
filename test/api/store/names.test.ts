// Names of stores: what preview says about a name that the team has, and what a creation does, for each rule that the
// server may have about equal names.
import type { Emulator } from "vercel-marketplace-emulator";
import { describe, expect, test } from "vitest";
import { DEFAULT_NAME_KEY } from "../../../provider/src/contract/integration-store.ts";
import { render } from "../../../provider/src/errors/render.ts";
import { integrationStore } from "../../../provider/src/lifecycle/integration-store/index.ts";
import {
  ALWAYS,
  CREATE,
  checked,
  count,
  createStore,
  emulate,
  failureOf,
  neon,
  processOf,
} from "../../support/process-context.ts";

type Position = "same product" | "other product" | "other installation" | "other integration";

/** Where the server finds a conflict with a new upstash-kv store in the team's first installation. */
const rejected = {
  conflict: ["same product", "other product", "other installation", "other integration"],
  "conflict-in-installation": ["same product", "other product"],
  allow: [],
} as const satisfies Record<string, readonly Position[]>;

type Rule = keyof typeof rejected;

const rules = Object.keys(rejected) as Rule[];

const rows = rules.flatMap((duplicateNames) =>
  rejected.conflict.map((position) => ({
    duplicateNames,
    position,
    isRejected: (rejected[duplicateNames] as readonly Position[]).includes(position),
  })),
);

function installationsIn(emulator: Emulator): [first: string, second: string] {
  const [first, second] = emulator.state.installations({ integration: "upstash", team: "acme" });
  return [String(first?.id), String(second?.id)];
}

function redis(emulator: Emulator, name = "cache") {
  const [integrationConfigurationId] = installationsIn(emulator);
  return { integrationConfigurationId, product: "upstash-kv", name, metadata: { primaryRegion: "iad1" } };
}

/** The id of a store that the team has. */
function seed(emulator: Emulator, position: Position, name = "cache"): string {
  const [first, second] = installationsIn(emulator);
  const { id } = emulator.stores.seed(
    {
      "same product": { name, integration: "upstash", product: "upstash-kv", integrationConfigurationId: first },
      "other product": { name, integration: "upstash", product: "upstash-vector", integrationConfigurationId: first },
      "other installation": { name, integration: "upstash", product: "upstash-kv", integrationConfigurationId: second },
      "other integration": { name, integration: "neon" },
    }[position],
  );
  return id;
}

describe.each(rows)(
  "with duplicateNames $duplicateNames, a name of $position",
  ({ duplicateNames, position, ...row }) => {
    const isSame = position === "same product";

    test(`P31 is ${isSame ? "an error" : "a warning"} at preview`, async () => {
      await using emulator = await emulate({ duplicateNames });
      const id = seed(emulator, position);
      const context = processOf(emulator);

      if (isSame) {
        const failure = await failureOf(checked(context, redis(emulator)));
        expect(failure.code).toBe("store-exists");
        expect(render(failure)).toContain(id);
      } else {
        await checked(context, redis(emulator));
        const integration = position === "other integration" ? "Neon" : "Upstash";
        const warning = new RegExp(`of ${integration}: ${id}.*\\[name-used-in-team\\]$`);
        expect(context.said.warning).toEqual([expect.stringMatching(warning)]);
      }

      expect(emulator.journal.writes()).toEqual([]);
    });

    const outcome = isSame
      ? "fails the creation before any POST"
      : row.isRejected
        ? "fails the creation"
        : "is created";
    test(`P44 ${outcome}`, async () => {
      await using emulator = await emulate({ duplicateNames });
      const context = processOf(emulator);
      const inputs = await checked(context, redis(emulator));
      // After the preview, and after the list of this process.
      const id = seed(emulator, position);
      const run = processOf(emulator);
      const creation = integrationStore.create(run, inputs);

      if (isSame || row.isRejected) {
        const failure = await failureOf(creation);
        expect(failure.code).toBe(isSame ? "store-exists" : "name-conflict");
        expect(render(failure)).toContain(id);
        expect(emulator.stores.list().map((store) => store.id)).toEqual([id]);
      } else {
        const created = await creation;
        expect(emulator.stores.list().map((store) => store.id)).toEqual([id, created.id]);
      }

      expect(count(emulator, CREATE)).toBe(isSame ? 0 : 1);
    });
  },
);

test("P31 P44 names that differ in letter case only are one name at preview; whether Vercel agrees, the creation says", async () => {
  await using emulator = await emulate();
  const id = seed(emulator, "other integration", "Cache");
  const context = processOf(emulator);

  await createStore(context, redis(emulator, "cache"));

  const warning = new RegExp(`named Cache .*${id}.*\\[name-used-in-team\\]$`);
  expect(context.said.warning).toEqual([expect.stringMatching(warning)]);
  expect((await failureOf(checked(processOf(emulator), redis(emulator, "CACHE")))).code).toBe("store-exists");
  expect(emulator.stores.list().map(({ name }) => name)).toEqual(["Cache", "cache"]);
});

test("P44 a store that somebody else created since the list explains the conflict", async () => {
  await using emulator = await emulate();
  const held = emulator.barriers.hold({ route: CREATE, at: "before-commit" });
  const creation = failureOf(createStore(processOf(emulator), redis(emulator)));
  await held.reached();
  const id = seed(emulator, "other integration");
  held.release();

  const failure = await creation;

  expect(failure.code).toBe("name-conflict");
  expect(render(failure)).toContain(id);
});

describe("two new stores of the program with one name, of two integrations", () => {
  const named = { ...neon, name: "cache", [DEFAULT_NAME_KEY]: "shop-dev-db" };

  test("P31 the second one is a warning at preview that names the first one", async () => {
    await using emulator = await emulate();
    const context = processOf(emulator);

    await checked(context, named);
    await checked(context, redis(emulator, "Cache"));

    const warning = /of neon, with the default name shop-dev-db.*\[name-used-in-program\]$/;
    expect(context.said.warning).toEqual([expect.stringMatching(warning)]);
    expect(emulator.journal.writes()).toEqual([]);
  });

  test("P31 stores of other names, and of other teams, are no reason for a warning", async () => {
    await using emulator = await emulate();
    const context = processOf(emulator, { token: "both" });

    await checked(context, named);
    await checked(context, redis(emulator, "cache-2"));
    await checked(context, { ...named, teamId: "acme-prod" });

    expect(context.said.warning).toEqual([]);
  });

  test.each(rules)("P44 with duplicateNames %s, created at once", async (duplicateNames) => {
    await using emulator = await emulate({ duplicateNames });
    const context = processOf(emulator);
    const inputs = [await checked(context, named), await checked(context, redis(emulator))];
    const held = emulator.barriers.hold({ route: CREATE, at: "before-commit" });
    const creations = Promise.allSettled(inputs.map((one) => integrationStore.create(context, one)));
    await held.reached(2);
    held.release();

    const failures = (await creations).flatMap((one) => (one.status === "rejected" ? [one.reason] : []));

    const stores = emulator.stores.list();
    expect(stores).toHaveLength(duplicateNames === "conflict" ? 1 : 2);
    expect(failures).toHaveLength(2 - stores.length);
    for (const failure of failures) {
      expect(failure).toMatchObject({ code: "name-conflict", values: { id: stores[0]?.id } });
    }
    expect(count(emulator, CREATE)).toBe(2);
  });
});

describe("names that a product does not accept", () => {
  /** An API whose product neon has another slug. */
  async function emulateProduct(slug: string): Promise<Emulator> {
    const emulator = await emulate();
    emulator.state.editProduct("neon", "neon", { slug });
    return emulator;
  }

  const longest = `A${"b".repeat(49)}`;
  const names = [
    { product: "aws-apg", invalid: `${longest}c`, valid: longest },
    { product: "aws-apg", invalid: "1-db", valid: "a-1-db" },
    { product: "aws-apg", invalid: "shop_db", valid: "shop-db" },
    { product: "aws-apg", invalid: "shop--db", valid: "shop-d-b" },
    { product: "aws-apg", invalid: "shop-", valid: "s" },
    { product: "aws-dynamodb", invalid: "db", valid: "_db" },
  ];

  test.each(names)("P31 $product: $invalid fails the preview, $valid does not", async ({ product, invalid, valid }) => {
    await using emulator = await emulateProduct(product);

    const failure = await failureOf(checked(processOf(emulator), { ...neon, name: invalid }));

    expect(failure.code).toBe("argument-invalid");
    expect(render(failure)).toMatch(new RegExp(`^name: must .*${product}`));
    expect(emulator.journal.writes()).toEqual([]);
    await createStore(processOf(emulator), { ...neon, name: valid });
    expect(emulator.stores.list({ name: valid })).toHaveLength(1);
  });

  test.each(names)("P31 other products accept $invalid", async ({ invalid }) => {
    await using emulator = await emulate();
    await createStore(processOf(emulator), { ...neon, name: invalid });
    expect(emulator.stores.list({ name: invalid })).toHaveLength(1);
  });

  test("P31 of a default name the message says so", async () => {
    await using emulator = await emulateProduct("aws-apg");
    const { name: _, ...unnamed } = neon;

    const failure = await failureOf(checked(processOf(emulator), { ...unnamed, [DEFAULT_NAME_KEY]: "shop-dev-my_db" }));

    expect(failure.code).toBe("argument-invalid");
    expect(render(failure)).toMatch(/Set name.*shop-dev-my_db/);
  });

  test("P31 a creation that preview could not verify fails before its POST", async () => {
    await using emulator = await emulateProduct("aws-apg");
    const outage = emulator.faults.add({ at: "before-commit", kind: "status", status: 503, times: ALWAYS });
    const context = processOf(emulator, { timings: { requestSeconds: 0.2 } });
    const inputs = await checked(context, { ...neon, name: "shop_db" });
    outage.remove();

    expect((await failureOf(integrationStore.create(context, inputs))).code).toBe("argument-invalid");

    expect(emulator.journal.writes()).toEqual([]);
  });

  test("P10 P18 P1 a store that has such a name is adopted, read, and unchanged", async () => {
    await using emulator = await emulateProduct("aws-apg");
    const { id } = emulator.stores.seed({ name: "shop_db", integration: "neon", metadata: { region: "iad1" } });
    const args = { ...neon, name: "shop_db", adopt: id };

    const { state } = await createStore(processOf(emulator), args);
    const run = processOf(emulator);
    const { changes } = await integrationStore.diff(run, id, state, await checked(run, args, state));

    expect(changes).toBe(false);
    expect((await integrationStore.read(processOf(emulator), id, undefined))?.state.name).toBe("shop_db");
    expect(emulator.journal.writes()).toEqual([]);
  });
});

// How long responses about the catalogue are used again.
import { expect, test } from "vitest";
import { Catalogue } from "../../../provider/src/account/catalogue.ts";
import { ManualClock } from "../../support/manual-clock.ts";

function setting(maxAgeSeconds?: number) {
  const clock = new ManualClock();
  let requests = 0;
  const data = { products: [], plans: [], integration: { id: "oac_1", slug: "neon", name: "Neon" } };
  const responding = (response: unknown) => async () => {
    requests += 1;
    return { data: response };
  };
  const client = { get: responding(data), list: responding([]) };
  const catalogue = new Catalogue(() => client as never, clock, maxAgeSeconds);
  const plans = { integrationId: "oac_1", productId: "iap_1", integrationConfigurationId: "icfg_1", metadata: {} };
  const askAll = async () => {
    const before = requests;
    await catalogue.installations("acme");
    await catalogue.products("acme", "icfg_1");
    await catalogue.plans("acme", plans);
    return requests - before;
  };
  return { clock, askAll };
}

test("responses are used again until their age is reached, and then requested again", async () => {
  const { clock, askAll } = setting(300);

  expect(await askAll()).toBe(3);
  clock.advance(300_000);
  expect(await askAll()).toBe(0);
  clock.advance(1);
  expect(await askAll()).toBe(3);
  expect(await askAll()).toBe(0);
});

test("P26 in a provider process they are as old as the process", async () => {
  const { clock, askAll } = setting();

  expect(await askAll()).toBe(3);
  clock.advance(1_000_000_000);
  expect(await askAll()).toBe(0);
});

// Lists what the Marketplace offers, and creates a database in a region that is available.
import { IntegrationStore, listInstallations, listPlans, listProducts } from "pulumi-vercel-marketplace";

const wishes = ["dub1", "fra1", "iad1"];

async function chooseRegion(): Promise<string> {
  const [product] = await listProducts("neon");
  const offered = product?.metadata.find(({ key }) => key === "region")?.options?.map(({ value }) => value) ?? [];
  const region = wishes.find((wish) => offered.includes(wish));
  if (region === undefined) throw new Error(`Neon offers none of ${wishes.join(", ")}, but ${offered.join(", ")}.`);
  return region;
}

// The region is chosen at creation. Without ignoreChanges, a region that Neon adds later could require a new store.
const db = new IntegrationStore(
  "db",
  { integration: "neon", metadata: { region: chooseRegion() } },
  { ignoreChanges: ["metadata"] },
);

export const region = db.metadata.apply((metadata) => metadata?.region);
export const installed = listInstallations().then((all) => all.map((one) => `${one.name}: ${one.state}`));
export const plans = listPlans("neon").then((all) =>
  all.filter(({ available }) => available).map(({ id, free, cost }) => `${id}: ${free ? "free" : cost}`),
);

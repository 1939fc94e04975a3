// A team with a store of every product and kind of plan, and with connections of every kind, for `import`.
import type { ConnectionSeed, Emulator, Metadata, Seed, StoredStore } from "vercel-marketplace-emulator";

/** Metadata that a store of the product may have, also what a program must repeat and what Vercel's form hides. */
const metadataOf: Record<string, Metadata> = {
  neon: { region: "sin1", auth: false, size: 4, tags: ["jobs", "web"] },
  "upstash-kv": { primaryRegion: "dub1", eviction: true },
  "upstash-vector": { region: "fra1", similarity: "dot", dimensions: 1536 },
  mongodbatlas: { vercelRegion: "cdg1", clusterTier: "M10" },
  "paid-db": { region: "eu-west" },
  omnibase: { label: "orders-eu", engine: "graph", ratio: 0.5, compute: [2, 4], backups: true, internalPool: "p1" },
  "frost-cache": {},
  supabase: { region: "iad1", publicEnvVarPrefix: "NEXT_PUBLIC_" },
  "lumen-logs": { platform: "nextjs" },
  "drift-text": {},
  "drift-vectors": { dimensions: 3 },
};

/** Adds a store for every plan of every product of the catalogue, in team acme. */
export function seedEveryProduct(emulator: Emulator): StoredStore[] {
  const { partners } = emulator.state.snapshot();
  return partners.flatMap(({ slug: integration, products }) => {
    if (products.length > 0 && emulator.state.installations({ integration, team: "acme" }).length === 0) {
      emulator.state.addInstallation({ integration });
    }
    return products.flatMap(({ slug: product, plans, ownMetadata }) => {
      const metadata = metadataOf[product];
      if (metadata === undefined) throw new Error(`There is no metadata for a store of ${product}.`);
      return plans.map(({ id: billingPlanId, type, onlyWith = {} }) => {
        const name = `${product} on ${billingPlanId}`;
        const prepayment = type === "prepayment" ? { prepaymentAmountCents: 2500 } : {};
        // The server adds metadata of its own.
        const required = Object.fromEntries(Object.entries(onlyWith).map(([key, [value = ""]]) => [key, value]));
        const all = { ...metadata, ...required, ...ownMetadata };
        const seed: Seed = { name, integration, product, billingPlanId, metadata: all };
        return emulator.stores.seed({ ...seed, ...prepayment });
      });
    });
  });
}

/** Connections of every kind, of stores of this product and plan. */
const links: readonly (Omit<ConnectionSeed, "store"> & { product: string })[] = [
  { product: "neon on free_v3", project: "web", environments: ["production", "preview"], sensitive: true },
  { product: "neon on free_v3", project: "web", environments: ["development"] },
  { product: "neon on launch_v3", project: "docs" },
  { product: "neon on launch_v3", project: "web", environments: ["staging", "qa", "production"], prefix: "MAIN_" },
  { product: "upstash-kv on paid", project: "worker", environments: ["preview"], prefix: "CACHE" },
  { product: "paid-db on pro", project: "worker", environments: ["development", "production", "preview"] },
];

export function seedConnections(emulator: Emulator): void {
  const stores = emulator.stores.list({ team: "acme" });
  for (const { product, ...link } of links) {
    const store = stores.find(({ name }) => name === product);
    emulator.projects.connect({ ...link, store: String(store?.id) });
  }
}

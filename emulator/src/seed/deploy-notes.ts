// Deploy Notes: an external integration without products, so that it cannot have stores.
import type { Partner } from "./types.js";

export const deployNotes: Partner = {
  id: "oac_Dep1oyNoX7Kf4Gu9Sb2Qt6RaM",
  slug: "deploy-notes",
  name: "Deploy Notes",
  shortDescription: "Release notes from commits",
  tagIds: ["tag_productivity"],
  isMarketplace: false,
  products: [],
};

// The catalogue: every integration of the emulated marketplace, and its categories.
import { deployNotes } from "./deploy-notes.js";
import { frostCache } from "./frost-cache.js";
import { mongodbAtlas } from "./mongodb-atlas.js";
import { neon } from "./neon.js";
import { notInstalled } from "./not-installed.js";
import { omnibase } from "./omnibase.js";
import { paidDb } from "./paid-db.js";
import { supabase } from "./supabase.js";
import type { Category, Partner } from "./types.js";
import { upstash } from "./upstash.js";

export const partners: readonly Partner[] = [
  neon,
  upstash,
  mongodbAtlas,
  paidDb,
  omnibase,
  frostCache,
  supabase,
  deployNotes,
  ...notInstalled,
];

/** One has no integration, and `tag_productivity` an external one only. */
export const categories: readonly Category[] = [
  { id: "tag_databases", slug: "databases", title: "Databases" },
  { id: "tag_authentication", slug: "authentication", title: "Authentication" },
  { id: "tag_ai", slug: "ai", title: "AI" },
  { id: "tag_dev_tools", slug: "dev-tools", title: "DevTools" },
  { id: "tag_performance", slug: "performance", title: "Performance" },
  { id: "tag_observability", slug: "observability", title: "Observability" },
  { id: "tag_searching", slug: "searching", title: "Searching" },
  { id: "tag_cms", slug: "cms", title: "CMS" },
  { id: "tag_productivity", slug: "productivity", title: "Productivity" },
  { id: "tag_payments", slug: "payments", title: "Payments" },
];

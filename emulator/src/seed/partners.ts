// The catalogue: every integration of the emulated marketplace, one data file each.
import { deployNotes } from "./deploy-notes.js";
import { frostCache } from "./frost-cache.js";
import { mongodbAtlas } from "./mongodb-atlas.js";
import { neon } from "./neon.js";
import { omnibase } from "./omnibase.js";
import { paidDb } from "./paid-db.js";
import { supabase } from "./supabase.js";
import type { Partner } from "./types.js";
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
];

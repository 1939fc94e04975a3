import { defineConfig } from "vitest/config";

// An update takes a few seconds, most of them in the engine, and longer on a busy machine.
export default defineConfig({ test: { testTimeout: 120_000 } });

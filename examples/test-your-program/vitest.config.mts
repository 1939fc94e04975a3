import { defineConfig } from "vitest/config";

// An update takes a few seconds, most of them in Pulumi's engine.
export default defineConfig({ test: { testTimeout: 60_000 } });

// The tiers of tests, each a project of its own: `npx vitest run --project unit` runs one of them alone.
import { configDefaults, defineConfig } from "vitest/config";
import { notRunning } from "./test/support/platforms.ts";

// Against Vercel itself: `npm run test:live` sets the variable, and cleans up.
const engine = ["test/e2e/support/global-setup.ts"];
const live = process.env.VERCEL_LIVE_RUN ? [tier("live", { seconds: 900, globalSetup: engine })] : [];

export default defineConfig({
  test: {
    reporters: ["default", "json"],
    outputFile: { json: ".vitest-report.json" },
    tags: [
      {
        name: "exhaustive",
        description: "Further rows of a matrix of which `npm test` runs one row per class: `npm run test:exhaustive`.",
      },
    ],
    projects: [
      tier("unit", { seconds: 10 }),
      tier("api", { seconds: 30 }),
      tier("host", { seconds: 60 }),
      tier("e2e", { seconds: 180, globalSetup: engine }),
      ...live,
    ],
  },
});

function tier(name: string, { seconds, globalSetup = [] }: { seconds: number; globalSetup?: string[] }) {
  return {
    test: {
      name,
      include: [`test/${name}/**/*.test.ts`, ...(name === "api" ? ["emulator/test/**/*.test.ts"] : [])],
      exclude: [...configDefaults.exclude, ...notRunning(process.platform, Number.parseInt(process.versions.node, 10))],
      environment: "node" as const,
      isolate: name === "e2e" || name === "live",
      globalSetup,
      testTimeout: seconds * 1_000,
      hookTimeout: seconds * 1_000,
      // One per core of a small machine: a run of the engine is four processes, and the other tiers mostly wait.
      maxWorkers: 2,
    },
  };
}

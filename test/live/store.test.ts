// A store's life at Vercel itself, on a free plan. Runs only for whoever sets VERCEL_LIVE_TOKEN; cleans up after itself.
import { expect, test } from "vitest";
import { STORE_TYPE } from "../e2e/support/stack.ts";
import { createWorkspace } from "../e2e/support/workspace.ts";

const { VERCEL_LIVE_TOKEN = "", VERCEL_LIVE_TEAM, VERCEL_LIVE_API_URL } = process.env;
const integration = process.env.VERCEL_LIVE_INTEGRATION ?? "neon";
const metadata = process.env.VERCEL_LIVE_METADATA ?? '{"region":"iad1"}';

test("a store goes up, stays as it is, is read again, and comes down", async () => {
  // A name of its own, so that what a broken run left is never mistaken for this one's.
  const name = `live-test-${Date.now().toString(36)}`;
  await using workspace = await createWorkspace({
    program: `
      const { IntegrationStore } = require("pulumi-vercel-marketplace");
      const db = new IntegrationStore("db", { integration: "${integration}", name: "${name}", metadata: ${metadata} });
      exports.id = db.id;
      exports.names = db.secretNames;
    `,
    environment: {
      VERCEL_API_TOKEN: VERCEL_LIVE_TOKEN,
      ...(VERCEL_LIVE_TEAM === undefined ? {} : { VERCEL_TEAM: VERCEL_LIVE_TEAM }),
      ...(VERCEL_LIVE_API_URL === undefined ? {} : { VERCEL_API_URL: VERCEL_LIVE_API_URL }),
    },
  });
  try {
    expect(await workspace.preview()).toMatchObject({ code: 0 });
    const up = await workspace.pulumi(["up", "--yes", "--skip-preview", "--non-interactive"], { timeoutSeconds: 700 });
    expect(up.code, up.output).toBe(0);
    expect(up.output).not.toContain(VERCEL_LIVE_TOKEN);
    expect((await workspace.stateBytes()).includes(VERCEL_LIVE_TOKEN)).toBe(false);
    expect((await workspace.resources(STORE_TYPE))[0]?.outputs).toMatchObject({ name, status: "available" });
    expect(await workspace.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
    expect(await workspace.refresh(["--expect-no-changes"])).toMatchObject({ code: 0 });
  } finally {
    const destroy = await workspace.destroy();
    expect(destroy.code, destroy.output).toBe(0);
  }
  expect(await workspace.resources(STORE_TYPE)).toEqual([]);
});

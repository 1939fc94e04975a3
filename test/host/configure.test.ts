// Account settings on their way into the process: in time for the first calls, and without them a sentence.
import { expect, test } from "vitest";
import { createStore, neon, openMarket, refusalOf } from "./market.ts";
import { secret } from "./support/values.ts";

const noEnvironment = { VERCEL_API_URL: "", VERCEL_API_TOKEN: "", VERCEL_TEAM: "" };

test("calls that come before configure has answered work with its settings", async () => {
  await using market = await openMarket();
  const { emulator, host } = market;
  const { id, outputs, inputs } = await createStore(host);
  await using later = await openMarket({
    environment: noEnvironment,
    config: {
      "vercel:apiToken": secret(emulator.token),
      "vercel:team": "acme",
      "vercel:apiUrl": emulator.url,
    },
  });

  // As in a refresh, whose first calls come at once: the host asks for them before it has awaited configure.
  const reads = await Promise.all([1, 2, 3].map(() => later.host.read(id, { properties: outputs })));

  expect(reads.map((read) => read.id)).toEqual([id, id, id]);
  expect(reads[2]?.inputs).toMatchObject({ name: inputs.name });
  expect(later.emulator.journal.entries()).toEqual([]);
});

test("P34 without a token fifty checks pass with one warning, and create names the three ways to give one", async () => {
  await using market = await openMarket({ environment: { VERCEL_API_TOKEN: "" } });
  const { emulator, host } = market;

  const checks = await Promise.all(
    Array.from({ length: 50 }, (_, index) => host.check({ ...neon, name: `db-${index}` })),
  );

  expect(checks.flatMap(({ failures }) => failures)).toEqual([]);
  await host.engine.waitForLog(/\[not-verified\]/);
  expect(host.engine.warnings()).toHaveLength(1);
  const { message } = await refusalOf(host.create(checks[0]?.inputs ?? {}));
  expect(message).toMatch(
    /db-0.*VERCEL_API_TOKEN.*pulumi config set --secret vercel:apiToken.*Provider.*\[token-missing\]$/,
  );
  expect(emulator.journal.entries()).toEqual([]);
});

test("an explicit Provider takes nothing from the environment, not even the team", async () => {
  await using market = await openMarket();
  const { emulator } = market;
  await using explicit = await openMarket({
    environment: { VERCEL_TEAM: "acme-prod", VERCEL_API_URL: "http://127.0.0.1:9" },
    config: { "vercel:apiToken": secret(emulator.token), "vercel:apiUrl": emulator.url, "vercel:explicit": "true" },
  });

  await createStore(explicit.host);

  expect(emulator.stores.list({ team: "acme" })).toHaveLength(1);
  expect(explicit.emulator.journal.entries()).toEqual([]);
});

test("an explicit Provider without a token says so, instead of taking that of the environment", async () => {
  await using market = await openMarket({ config: { "vercel:apiToken": "", "vercel:explicit": "true" } });
  const { host, emulator } = market;

  const { inputs } = await host.check(neon);

  expect((await refusalOf(host.create(inputs))).message).toContain("explicit Provider");
  expect(emulator.journal.entries()).toEqual([]);
});

const malformed = [
  { what: "token", environment: { VERCEL_API_TOKEN: "Bearer canary-3141" }, says: "VERCEL_API_TOKEN" },
  { what: "team", environment: { VERCEL_TEAM: "My canary-3141" }, says: "VERCEL_TEAM" },
  {
    what: "address with a password",
    environment: { VERCEL_API_URL: "https://user:canary-3141@api.example" },
    says: "VERCEL_API_URL",
  },
  { what: "address that is none", environment: { VERCEL_API_URL: "canary-3141" }, says: "VERCEL_API_URL" },
  {
    what: "switch",
    environment: { VERCEL_CREATE_WITHOUT_LIST: "canary-3141" },
    says: "VERCEL_CREATE_WITHOUT_LIST",
  },
  {
    what: "table of timings",
    environment: { VERCEL_MARKETPLACE_TIMINGS: '{"canary":3141}' },
    says: "VERCEL_MARKETPLACE_TIMINGS",
  },
  {
    what: "text of timings",
    environment: { VERCEL_MARKETPLACE_TIMINGS: "canary-3141" },
    says: "VERCEL_MARKETPLACE_TIMINGS",
  },
];

test.each(malformed)(
  "P27 P31 a malformed $what fails the preview with its name, and without its value",
  async ({ environment, says }) => {
    await using market = await openMarket({ environment });
    const { host, emulator } = market;

    const { failures } = await host.check(neon);

    expect(failures).toEqual([{ property: "", reason: expect.stringContaining(says) }]);
    expect(`${failures[0]?.reason}${host.stderr}${host.stdout}`).not.toContain("3141");
    expect(emulator.journal.entries()).toEqual([]);
  },
);

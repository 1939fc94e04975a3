// No token and no secret value is ever seen, whether a run succeeds or fails. Canaries, searched for byte by byte.
import { expect, test } from "vitest";
import { createStack, program, STORE_TYPE } from "./support/stack.ts";

const METADATA_CANARY = "canary-metadata-9f31";
const EXTERNAL_CANARY = "canary-external-77aa";

/** A store with a secret among its metadata, in a product that takes free texts. */
const withSecretMetadata = program(
  `new IntegrationStore("db", {
    integration: "omnibase",
    metadata: { label: pulumi.secret("${METADATA_CANARY}") },
    externalId: pulumi.secret("${EXTERNAL_CANARY}"),
  })`,
);

test("P27 a successful life shows no token and no secret value anywhere", async () => {
  await using stack = await createStack({ program: withSecretMetadata });
  const { emulator, workspace } = stack;
  const seen: string[] = [];
  const run = async (args: string[]) => seen.push((await workspace.pulumi(args)).output);

  await run(["preview", "--diff", "--non-interactive"]);
  await run(["preview", "--json", "--non-interactive"]);
  await run(["up", "--yes", "--skip-preview", "--non-interactive", "--diff"]);
  const [store] = emulator.stores.list();
  const canaries = [
    METADATA_CANARY,
    EXTERNAL_CANARY,
    ...Object.values(emulator.tokens),
    ...Object.values(emulator.stores.secretValues(String(store?.id))),
  ];
  await run(["stack", "export"]);
  await run(["stack", "output", "--json"]);
  await run(["refresh", "--yes", "--skip-preview", "--non-interactive", "--diff"]);
  await run(["preview", "--json", "--non-interactive"]);
  const bytes = await workspace.stateBytes();
  await run(["destroy", "--yes", "--skip-preview", "--non-interactive", "--diff"]);

  expect(canaries.length).toBeGreaterThan(5);
  for (const canary of canaries) {
    expect(seen.join("\n")).not.toContain(canary);
    expect(bytes.includes(canary)).toBe(false);
  }
});

test("P27 a verbose log holds no token in the lines that are ours", async () => {
  await using stack = await createStack();
  const { emulator, workspace } = stack;

  const up = await workspace.up(["--logtostderr", "-v=9"]);

  expect(up.code).toBe(0);
  expect(up.stderr.length).toBeGreaterThan(10_000);
  expect(up.output).not.toContain(emulator.token);
});

const failing = [
  { what: "a refusal", fault: { kind: "status", status: 400, code: "bad_request", message: "nothing of that" } },
  { what: "a server error after the commit", fault: { kind: "status", status: 502 } },
  { what: "a cut connection", fault: { kind: "reset" } },
  { what: "an answer of another shape", fault: { kind: "other-shape" } },
] as const;

test.each(failing)("P27 a creation that meets $what shows no token and no value", async ({ fault }) => {
  await using stack = await createStack({ program: withSecretMetadata });
  const { emulator, workspace } = stack;
  emulator.faults.add({ route: "POST /v1/storage/stores/integration/direct", at: "after-commit", ...fault });

  const up = await workspace.up(["--diff"]);

  const values = emulator.stores.list().flatMap(({ id }) => Object.values(emulator.stores.secretValues(id)));
  const bytes = await workspace.stateBytes();
  for (const canary of [METADATA_CANARY, EXTERNAL_CANARY, emulator.token, ...values]) {
    expect(up.output).not.toContain(canary);
    expect(bytes.includes(canary)).toBe(false);
  }
  expect(emulator.journal.count("POST", "/v1/storage/stores/integration/direct")).toBe(1);
});

test.each([403, 404] as const)(
  "where the route of values answers %i, the names are there, and one warning says so",
  async (status) => {
    await using stack = await createStack({ behaviour: { secretsRoute: status } });
    const { emulator, workspace } = stack;

    const up = await workspace.up();

    expect(up.code).toBe(0);
    expect(up.output).toContain("does not hand out the values of");
    const [store] = emulator.stores.list();
    const names = Object.keys(emulator.stores.secretValues(String(store?.id))).sort();
    const [resource] = await workspace.resources(STORE_TYPE);
    expect(resource?.outputs?.secretNames).toEqual(names);
    expect(await workspace.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
  },
);

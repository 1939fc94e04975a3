// No token and no secret value is visible anywhere, whether a run succeeds or fails: a byte-by-byte search for canaries.
import { expect, test } from "vitest";
import { exhaustive, testMatrix } from "../support/matrix.ts";
import { canaries, expectNoCanaries } from "./support/canaries.ts";
import { connecting, createConnected, oneConnection } from "./support/connections.ts";
import { countDiagnostics, expectMessage } from "./support/messages.ts";
import { CREATE_ROUTE, createStack, program, STORE_TYPE } from "./support/stack.ts";

const METADATA_CANARY = "canary-metadata-9f31";
const EXTERNAL_CANARY = "canary-external-77aa";

/** Arguments of a store with a secret among its metadata, in a product that accepts any string. */
const secretMetadata = `{
  integration: "omnibase",
  metadata: { label: pulumi.secret("${METADATA_CANARY}") },
  externalId: pulumi.secret("${EXTERNAL_CANARY}"),
}`;

const OWN = "canary-of-a-variable-of-the-project";

/** A store that is connected to a project, and the store with the secret metadata. */
const wholeLife = `
  ${oneConnection}
  const labelled = new IntegrationStore("labelled", ${secretMetadata});
  exports.labelled = labelled.secrets;
`;

test("P27 P28 no command in the life of stores and a connection shows a token or a secret value", async () => {
  await using stack = await createConnected(wholeLife);
  const { emulator, workspace } = stack;
  emulator.projects.addVariable({ project: "web", key: "OWN", value: OWN });
  const secrets = [METADATA_CANARY, EXTERNAL_CANARY];
  const seen: string[] = [];
  const run = async (...args: string[]) => {
    const { code, output } = await workspace.pulumi([...args, "--non-interactive"]);
    expect({ code, output }).toMatchObject({ code: 0 });
    seen.push(output);
  };

  await run("preview", "--diff");
  await run("preview", "--json");
  await run("up", "--yes", "--skip-preview", "--diff");
  await run("stack", "export");
  await run("stack", "output", "--json");
  await run("refresh", "--yes", "--skip-preview", "--diff");
  await run("preview", "--json");
  await expectNoCanaries(stack, seen, secrets);
  // Another prefix renames the variables in place.
  await workspace.writeProgram(
    connecting(emulator, wholeLife.replace("projectId: web }", 'projectId: web, envVarPrefix: "X" }')),
  );
  await run("up", "--yes", "--skip-preview", "--diff");
  await expectNoCanaries(stack, seen, secrets);
  const values = [...canaries(emulator), ...secrets];
  await run("destroy", "--yes", "--skip-preview", "--diff");

  for (const value of values) expect(seen.join("\n")).not.toContain(value);
  expect((await workspace.stateBytes()).includes(OWN)).toBe(false);
});

test("P27 a verbose log contains no token", async () => {
  await using stack = await createStack();
  const { emulator, workspace } = stack;

  const up = await workspace.up(["--logtostderr", "-v=9"]);

  expect(up.code).toBe(0);
  expect(up.stderr.length).toBeGreaterThan(10_000);
  expect(up.output).not.toContain(emulator.token);
});

const failing = [
  { what: "a rejection", fault: { kind: "status", status: 400, code: "bad_request", message: "nothing of that" } },
  { what: "a server error after the commit", always: true, fault: { kind: "status", status: 502 } },
  { what: "a reset connection", fault: { kind: "reset" } },
  { what: "a response of another shape", fault: { kind: "other-shape" } },
] as const;

testMatrix("P27 a creation that meets $what shows no token and no value", failing, async ({ fault }) => {
  await using stack = await createStack({ program: program(`new IntegrationStore("db", ${secretMetadata})`) });
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
  "if the values cannot be read (%i), the names are in the state, and one warning says so",
  exhaustive,
  async (status) => {
    await using stack = await createStack({ behaviour: { secretsRoute: status } });
    const { emulator, workspace } = stack;

    const up = await workspace.up();

    expect(up.code).toBe(0);
    const [store] = emulator.stores.list();
    const names = Object.keys(emulator.stores.secretValues(String(store?.id))).sort();
    expect(countDiagnostics(up.output, "secrets-unreadable")).toBe(1);
    expectMessage(up.output, "secrets-unreadable", "shop-dev-db", ...names);
    const [resource] = await workspace.resources(STORE_TYPE);
    expect(resource?.outputs?.secretNames).toEqual(names.join(" "));
    expect(await workspace.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
  },
);

test("P27 a secret number, and a secret in the place of an option, are quoted by no error", exhaustive, async () => {
  const metadata = (region: string, size: string) =>
    `{ integration: "neon", metadata: { region: ${region}, size: ${size} } }`;
  const invalid = metadata('pulumi.secret("s3cr3t-canary-77")', "pulumi.secret(987654)");
  await using stack = await createStack({ program: program(`new IntegrationStore("db", ${invalid})`) });
  const { emulator, workspace } = stack;

  const preview = await workspace.preview();
  expect(preview.code).not.toBe(0);
  expectMessage(preview.output, "metadata-invalid", "metadata.region: ", "iad1");
  expectMessage(preview.output, "metadata-invalid", "metadata.size: ", "1 to 56");
  for (const secret of ["s3cr3t-canary-77", "987654"]) expect(preview.output).not.toContain(secret);

  const { metadataSchema } = emulator.state.product("neon", "neon");
  const properties = { ...metadataSchema.properties, size: { type: "number", "ui:control": "input" } };
  emulator.state.editProduct("neon", "neon", { metadataSchema: { ...metadataSchema, properties } as never });
  const message = "Region iad1 has no 987654";
  emulator.faults.add({ route: CREATE_ROUTE, at: "before-commit", kind: "status", status: 409, message });
  await workspace.writeProgram(program(`new IntegrationStore("db", ${metadata('"iad1"', "pulumi.secret(987654)")})`));
  const up = await workspace.up();
  expectMessage(up.output, "api-conflict", "Region iad1 has no [hidden]");
  expect(up.output).toMatch(/\(request iad1::/);
  expect(up.output).not.toContain("987654");
});

// Environments and prefix of a connection change in place: shown at preview, made with one PATCH, restored after drift.
import type { BarrierGiven } from "vercel-marketplace-emulator";
import { expect, test } from "vitest";
import { exhaustive, testMatrix } from "../support/matrix.ts";
import { expectNoCanaries } from "./support/canaries.ts";
import {
  CHANGE,
  CONNECTION_TYPE,
  connectedWith,
  connecting,
  connectionsAt,
  connectionsIn,
  createConnected,
} from "./support/connections.ts";
import { crash, type Victim } from "./support/crash.ts";
import { expectMessage, messagesIn } from "./support/messages.ts";
import type { Stack } from "./support/stack.ts";

const linked = (more: string) => `${connectedWith(more)} exports.values = link.values;`;
const before = linked('environments: ["production"], envVarPrefix: "OLD"');
const after = linked('environments: ["preview", "staging"], envVarPrefix: "NEW"');

/** The one connection at the server. */
function connectionAt({ emulator }: Stack) {
  const [connection, ...others] = emulator.stores.list().flatMap(({ projectsMetadata }) => projectsMetadata);
  if (connection === undefined || others.length > 0) throw new Error("There is not exactly one connection.");
  const { id, environments, envVarPrefix } = connection;
  return { id, environments, prefix: envVarPrefix };
}

/** What the program has to get: the values of the store, under the names that the project has. */
function valuesWithPrefix({ emulator }: Stack, prefix: string): Record<string, string> {
  const [store] = emulator.stores.list();
  const values = Object.entries(emulator.stores.secretValues(String(store?.id)));
  return Object.fromEntries(values.map(([name, value]) => [`${prefix}_${name}`, value]));
}

test("P48 P1 P2 P27 P28 other environments and another prefix are one PATCH, which the preview shows", async () => {
  await using stack = await createConnected(before);
  const { emulator, workspace } = stack;
  await workspace.up();
  const { id } = connectionAt(stack);
  const variables = emulator.projects.variables("web").map((variable) => variable.id);
  await workspace.writeProgram(connecting(emulator, after));
  emulator.journal.clear();

  const preview = await workspace.preview(["--diff"]);
  expect(preview.code).toBe(0);
  expect(preview.output).toContain("1 to update");
  expect(preview.output).not.toContain("replace");
  expect(preview.output).toMatch(/environments: \[\s*~ \[0\]: "production" => "preview"\s*\+ \[1\]: "staging"/);
  expect(preview.output).toContain('envVarPrefix: "OLD" => "NEW"');
  expect(emulator.journal.writes()).toEqual([]);

  const up = await workspace.up(["--diff"]);
  expect(up.code).toBe(0);
  expect(messagesIn(up.output)).toEqual([]);
  expect(emulator.journal.writes()).toMatchObject([
    { method: "PATCH", body: { envVarEnvironments: ["preview", "staging"], envVarPrefix: "NEW" } },
  ]);
  expect(connectionAt(stack)).toEqual({ id, environments: ["preview", "staging"], prefix: "NEW" });
  expect(emulator.projects.variables("web").map((variable) => variable.id)).toEqual(variables);
  expect(await connectionsIn(stack)).toEqual([id]);
  const values = valuesWithPrefix(stack, "NEW");
  expect(await workspace.outputs()).toMatchObject({ names: Object.keys(values).sort(), values: "[secret]" });
  expect((await workspace.outputs({ showSecrets: true })).values).toEqual(values);
  await expectNoCanaries(stack, [preview.output, up.output]);

  emulator.journal.clear();
  expect(await workspace.up(["--expect-no-changes"])).toMatchObject({ code: 0 });
  expect(await workspace.refresh(["--expect-no-changes"])).toMatchObject({ code: 0 });
  // The API stores the prefix with an underscore, whether the program has one or not.
  await workspace.writeProgram(connecting(emulator, after.replace('"NEW"', '"NEW_"')));
  expect(await workspace.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
  expect(emulator.journal.writes()).toEqual([]);
});

const unsupported = [
  { what: "answers 404", answer: 404 },
  { what: "answers 405", answer: 405 },
  { what: "rejects every key", answer: "additional-property" },
] as const;

testMatrix(
  "P48 an API that $what cannot change a connection: it stays, and the command of the message replaces it",
  unsupported,
  async ({ answer }) => {
    await using stack = await createConnected(before, { behaviour: { changeConnection: answer } });
    const { emulator, workspace } = stack;
    await workspace.up();
    const old = connectionAt(stack);
    await workspace.writeProgram(connecting(emulator, after));
    emulator.journal.clear();

    const up = await workspace.up();

    expect(up.code).not.toBe(0);
    expectMessage(up.output, "connection-change-unsupported", `shop-dev-db in web (${old.id})`);
    expect(emulator.journal.writes().map(({ method }) => method)).toEqual(["PATCH"]);
    expect(connectionAt(stack)).toEqual(old);

    const command = /`pulumi (up --replace) '(\S+?)<name of this resource in the program>'`/.exec(up.output);
    const replaced = await workspace.pulumi([...String(command?.[1]).split(" "), `${command?.[2]}link`, "--yes"]);
    expect(replaced.code, replaced.output).toBe(0);
    const { id, ...rest } = connectionAt(stack);
    expect(id).not.toBe(old.id);
    expect(rest).toEqual({ environments: ["preview", "staging"], prefix: "NEW" });
    expect(await connectionsIn(stack)).toEqual([id]);
    expect(emulator.stores.history()).toHaveLength(1);
    expect(await workspace.up(["--expect-no-changes"])).toMatchObject({ code: 0 });
  },
);

const victims: readonly Victim[] = ["the CLI", "the provider", "both"];
const moments: readonly { label: string; at: BarrierGiven["at"]; always?: Victim }[] = [
  { label: "before the commit", at: "before-commit" },
  { label: "after the commit", at: "after-commit", always: "both" },
  { label: "after the response", at: "after-answer" },
];
const kills = moments.flatMap(({ label, at, always }) =>
  victims.map((victim) => ({ what: `${victim} killed ${label}`, at, victim, always: victim === always })),
);

testMatrix("P48 P42 $what of a change: the next up converges, with one PATCH in all", kills, async ({ at, victim }) => {
  await using stack = await createConnected(before);
  const { emulator, workspace } = stack;
  await workspace.up();
  const { id } = connectionAt(stack);
  await workspace.writeProgram(connecting(emulator, after));
  emulator.journal.clear();

  await crash(stack, { point: { route: CHANGE, at }, victim, args: ["up", "--yes", "--skip-preview"] });
  await workspace.cancel();
  const up = await workspace.up();

  expect(up.code, up.output).toBe(0);
  expect(emulator.journal.writes().map(({ method }) => method)).toEqual(["PATCH"]);
  expect(connectionAt(stack)).toEqual({ id, environments: ["preview", "staging"], prefix: "NEW" });
  expect((await workspace.outputs({ showSecrets: true })).values).toEqual(valuesWithPrefix(stack, "NEW"));
  expect(await workspace.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
  expect(await workspace.refresh(["--expect-no-changes"])).toMatchObject({ code: 0 });
});

test(
  "P17 P48 environments and prefix that others changed show in refresh and preview, and up restores them",
  exhaustive,
  async () => {
    await using stack = await createConnected(before);
    const { emulator, workspace } = stack;
    await workspace.up();
    const original = connectionAt(stack);
    const store = String(emulator.stores.list()[0]?.id);
    emulator.projects.editConnection(store, original.id, { environments: ["production", "preview"], prefix: "OTHER" });
    emulator.journal.clear();

    const shown = await workspace.pulumi(["refresh", "--diff", "--preview-only", "--non-interactive"]);
    expect(shown.code).toBe(0);
    expect(shown.output).toContain('envVarPrefix: "OLD" => "OTHER"');
    expect(shown.output).toMatch(/environments: \[\s*\+ \[1\]: "preview"/);
    const preview = await workspace.preview(["--refresh", "--diff"]);
    expect(preview.output).toContain('envVarPrefix: "OTHER" => "OLD"');
    expect(preview.output).toMatch(/environments: \[\s*- \[1\]: "preview"/);
    expect(emulator.journal.writes()).toEqual([]);

    expect((await workspace.refresh()).code).toBe(0);
    expect(await workspace.resources(CONNECTION_TYPE)).toMatchObject([
      { outputs: { environments: ["production", "preview"], envVarPrefix: "OTHER" } },
    ]);
    expect((await workspace.up()).code).toBe(0);
    expect(emulator.journal.writes().map(({ method }) => method)).toEqual(["PATCH"]);
    expect(connectionAt(stack)).toEqual(original);
    expect((await workspace.outputs({ showSecrets: true })).values).toEqual(valuesWithPrefix(stack, "OLD"));
    expect(await workspace.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
  },
);

test(
  "P48 a change in the run that replaces the store is a replacement: the connection is removed first",
  exhaustive,
  async () => {
    const inRegion = (text: string, region: string) =>
      text.replace('"iad1" }', `"${region}" }, allowReplacement: true`);
    await using stack = await createConnected(inRegion(before, "iad1"), {
      behaviour: { deleteWhileConnected: "conflict" },
    });
    const { emulator, workspace } = stack;
    await workspace.up();
    const old = connectionAt(stack);
    await workspace.writeProgram(connecting(emulator, inRegion(after, "fra1")));
    emulator.journal.clear();

    const preview = await workspace.preview();
    expect(preview.code, preview.output).toBe(0);
    expect(preview.output).toContain("2 to replace");
    const up = await workspace.up();

    expect(up.code, up.output).toBe(0);
    expect(messagesIn(up.output)).toEqual([]);
    expect(emulator.journal.writes().map(({ method, path }) => `${method} ${path.includes("connections")}`)).toEqual([
      "DELETE true",
      "DELETE false",
      "POST false",
      "POST true",
    ]);
    const { id, ...rest } = connectionAt(stack);
    expect(id).not.toBe(old.id);
    expect(rest).toEqual({ environments: ["preview", "staging"], prefix: "NEW" });
    expect(await connectionsIn(stack)).toEqual(connectionsAt(emulator));
    expect(await workspace.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
  },
);

test(
  "P48 P28 a prefix that is changed or removed renames the variables, and the preview names both",
  exhaustive,
  async () => {
    await using stack = await createConnected(before);
    const { emulator, workspace } = stack;
    await workspace.up();
    const { id } = connectionAt(stack);

    for (const [args, shown, prefix] of [
      [
        'environments: ["preview"], envVarPrefix: "KV"',
        /"production" => "preview"[\s\S]*"OLD" => "KV"|"OLD" => "KV"[\s\S]*"production" => "preview"/,
        "KV",
      ],
      ['environments: ["preview"]', /- envVarPrefix: "KV"/, undefined],
    ] as const) {
      await workspace.writeProgram(connecting(emulator, linked(args)));
      const preview = await workspace.preview(["--diff"]);
      expect(preview.output).toMatch(shown);
      emulator.journal.clear();
      const up = await workspace.up(["--diff"]);

      expect(up.code).toBe(0);
      expect(emulator.journal.writes().map(({ method }) => method)).toEqual(["PATCH"]);
      expect(connectionAt(stack).id).toBe(id);
      const secrets = emulator.stores.secretValues(String(emulator.stores.list()[0]?.id));
      const values = prefix === undefined ? secrets : valuesWithPrefix(stack, prefix);
      expect((await workspace.outputs({ showSecrets: true })).values).toEqual(values);
      await expectNoCanaries(stack, [preview.output, up.output]);
      expect(await workspace.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
      expect(await workspace.refresh(["--expect-no-changes"])).toMatchObject({ code: 0 });
    }
  },
);

test.each([{ options: [] }, { options: ["--refresh"] }])(
  "P17 P48 a program that has what others changed sends nothing (options: $options)",
  exhaustive,
  async ({ options }) => {
    await using stack = await createConnected(before);
    const { emulator, workspace } = stack;
    await workspace.up();
    const { id } = connectionAt(stack);
    const store = String(emulator.stores.list()[0]?.id);
    emulator.projects.editConnection(store, id, { environments: ["preview", "staging"], prefix: "NEW" });
    await workspace.writeProgram(connecting(emulator, after));
    emulator.journal.clear();

    expect((await workspace.up(options)).code).toBe(0);

    expect(emulator.journal.writes()).toEqual([]);
    expect((await workspace.outputs({ showSecrets: true })).values).toEqual(valuesWithPrefix(stack, "NEW"));
    expect(await workspace.up(["--expect-no-changes"])).toMatchObject({ code: 0 });
  },
);

// Changes of a connection in place, on the real engine: what a preview shows, what an up sends, and what is left.
import type { BarrierGiven } from "vercel-marketplace-emulator";
import { expect, test } from "vitest";
import { exhaustive, testMatrix } from "../support/matrix.ts";
import { expectNoCanaries } from "./support/canaries.ts";
import {
  CHANGE,
  CONNECTION_TYPE,
  connecting,
  connections,
  connectionsAt,
  connectionsIn,
  createConnected,
  settingsAt,
  writesIn,
} from "./support/connections.ts";
import { crash, type Victim } from "./support/crash.ts";
import { expectMessage } from "./support/messages.ts";
import type { Stack } from "./support/stack.ts";

const inProduction = 'environments: ["production"]';
const withPrefix = 'environments: ["production", "preview"], envVarPrefix: "PRE"';

/** The values of the store by the names that the project has for them. */
function valuesAt({ emulator }: Stack, prefix = ""): Record<string, string> {
  const values = emulator.stores.secretValues(String(emulator.stores.list()[0]?.id));
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}${name}`, value]));
}

test("P48 P1 P2 P28 environments and prefix change in place with one PATCH, and the outputs are the new ones", async () => {
  await using stack = await createConnected(connections(inProduction));
  const { emulator, workspace } = stack;
  await workspace.up();
  const links = connectionsAt(emulator);
  await workspace.writeProgram(connecting(emulator, connections(withPrefix)));
  emulator.journal.clear();

  const preview = await workspace.preview(["--diff"]);
  expect(preview.code).toBe(0);
  expect(preview.output).toContain("~ 1 to update");
  expect(preview.output).not.toContain("replace");
  expect(preview.output).toMatch(/\+ envVarPrefix: "PRE"\s+~ environments: \[\s+\+ \[1\]: "preview"/);
  expect(writesIn(emulator)).toEqual([]);

  const up = await workspace.up();

  expect(up.code).toBe(0);
  expect(writesIn(emulator)).toEqual(["PATCH"]);
  expect(connectionsAt(emulator)).toEqual(links);
  expect(await connectionsIn(stack)).toEqual(links);
  const outputs = await workspace.outputs({ showSecrets: true });
  expect(outputs.values).toEqual([valuesAt(stack, "PRE_")]);
  expect(outputs.names).toEqual([Object.keys(valuesAt(stack, "PRE_")).sort()]);
  expect((await workspace.outputs()).values).toEqual(["[secret]"]);

  emulator.journal.clear();
  expect(await workspace.up(["--expect-no-changes"])).toMatchObject({ code: 0 });
  expect(await workspace.refresh(["--expect-no-changes"])).toMatchObject({ code: 0 });
  // The names are the same, so it is no change.
  await workspace.writeProgram(connecting(emulator, connections(withPrefix.replace('"PRE"', '"PRE_"'))));
  expect(await workspace.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
  expect(await workspace.up(["--expect-no-changes"])).toMatchObject({ code: 0 });
  expect(writesIn(emulator)).toEqual([]);
  await expectNoCanaries(stack, [preview.output, up.output]);
});

test(
  "P48 P28 a preview names old and new values, and another or no prefix renames the variables",
  exhaustive,
  async () => {
    await using stack = await createConnected(connections(withPrefix));
    const { emulator, workspace } = stack;
    await workspace.up();
    const links = connectionsAt(emulator);

    for (const [args, shown, prefix] of [
      [
        'environments: ["production", "development"], envVarPrefix: "KV"',
        /"PRE" => "KV"[\s\S]*"preview" => "development"/,
        "KV",
      ],
      ['environments: ["production", "development"]', /- envVarPrefix: "KV"/, null],
    ] as const) {
      await workspace.writeProgram(connecting(emulator, connections(args)));
      const preview = await workspace.preview(["--diff"]);
      expect(preview.output).toMatch(shown);
      emulator.journal.clear();
      const up = await workspace.up(["--diff"]);

      expect(up.code).toBe(0);
      expect(writesIn(emulator)).toEqual(["PATCH"]);
      expect(connectionsAt(emulator)).toEqual(links);
      const values = valuesAt(stack, prefix === null ? "" : `${prefix}_`);
      expect((await workspace.outputs({ showSecrets: true })).values).toEqual([values]);
      expect([...new Set(emulator.projects.variables("web").map(({ key }) => key))].sort()).toEqual(
        Object.keys(values).sort(),
      );
      await expectNoCanaries(stack, [preview.output, up.output]);
      expect(await workspace.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
      expect(await workspace.refresh(["--expect-no-changes"])).toMatchObject({ code: 0 });
    }
  },
);

interface Rejected {
  what: string;
  before?: (stack: Stack) => void;
  args: string;
  expected: readonly string[];
}

const rejected: Rejected[] = [
  {
    what: "the project's own variable",
    before: ({ emulator }) =>
      emulator.projects.addVariable({
        project: "web",
        key: "KV_DATABASE_URL",
        value: "canary-of-the-project",
        environments: ["preview"],
      }),
    args: 'environments: ["production", "preview"], envVarPrefix: "KV"',
    expected: ["KV_DATABASE_URL in preview"],
  },
  {
    what: "a misspelled environment",
    args: 'environments: ["production", "stagin"]',
    expected: ['environments: "stagin"', "staging"],
  },
  {
    what: "an environment that another connection has",
    before: ({ emulator }) => {
      const store = String(emulator.stores.list()[0]?.id);
      emulator.projects.connect({ store, project: "web", environments: ["preview"] });
    },
    args: 'environments: ["production", "preview"]',
    expected: ["has another connection to ", "in preview"],
  },
];

testMatrix(
  "P48 P31 a change that meets $what fails at preview and at up, and leaves the connection as it was",
  rejected,
  async ({ before, args, expected }) => {
    await using stack = await createConnected(connections(inProduction));
    const { emulator, workspace } = stack;
    await workspace.up();
    const [id] = connectionsAt(emulator);
    before?.(stack);
    const known = [settingsAt(emulator), emulator.projects.variables("web")];
    await workspace.writeProgram(connecting(emulator, connections(args)));
    emulator.journal.clear();

    for (const run of [await workspace.preview(), await workspace.up()]) {
      expect(run.code).not.toBe(0);
      expectMessage(run.output, "connection-change-rejected", `shop-dev-db in web (${id})`, ...expected);
      expect(run.output).not.toContain("    at ");
      await expectNoCanaries(stack, [run.output]);
    }

    expect(emulator.journal.writes()).toEqual([]);
    expect([settingsAt(emulator), emulator.projects.variables("web")]).toEqual(known);
    await workspace.writeProgram(connecting(emulator, connections(inProduction)));
    expect(await workspace.up(["--expect-no-changes"])).toMatchObject({ code: 0 });
  },
);

test(
  "P48 where the API changes no connection in place, the failure prints a command that replaces it",
  exhaustive,
  async () => {
    await using stack = await createConnected(connections(inProduction), { behaviour: { changeConnection: 404 } });
    const { emulator, workspace } = stack;
    await workspace.up();
    const links = connectionsAt(emulator);
    await workspace.writeProgram(connecting(emulator, connections(withPrefix)));

    const failed = await workspace.up();
    expect(failed.code).not.toBe(0);
    expectMessage(failed.output, "connection-change-unsupported", `(${links[0]})`, "works as before");
    expect(settingsAt(emulator)).toEqual([{ environments: ["production"], prefix: null }]);
    const printed = /pulumi (up --replace) '([*:\w]+)</.exec(failed.output);
    const [, command = "", urn] = printed ?? [];
    const [up, option = ""] = command.split(" ");
    expect(up).toBe("up");
    emulator.journal.clear();
    expect((await workspace.up([option, `${urn}link-0`])).code).toBe(0);

    expect(writesIn(emulator)).toEqual(["DELETE", "POST"]);
    expect(settingsAt(emulator)).toEqual([{ environments: ["production", "preview"], prefix: "PRE" }]);
    expect(await connectionsIn(stack)).toEqual(connectionsAt(emulator));
    expect((await workspace.outputs({ showSecrets: true })).values).toEqual([valuesAt(stack, "PRE_")]);
    expect(await workspace.up(["--expect-no-changes"])).toMatchObject({ code: 0 });
  },
);

interface Killed {
  what: string;
  always?: true;
  at: BarrierGiven["at"];
  victim: Victim;
}

const killed: Killed[] = [
  { what: "the CLI killed before the PATCH", at: "before-commit", victim: "the CLI" },
  { what: "both killed before the PATCH", at: "before-commit", victim: "both" },
  { what: "the CLI killed after the commit", at: "after-commit", victim: "the CLI" },
  { what: "both killed after the commit", always: true, at: "after-commit", victim: "both" },
  { what: "the provider killed after the commit", at: "after-commit", victim: "the provider" },
  { what: "the CLI killed after the answer", at: "after-answer", victim: "the CLI" },
];

testMatrix("P48 P42 P1 $what: the next up converges, with the same connection", killed, async ({ at, victim }) => {
  await using stack = await createConnected(connections(inProduction));
  const { emulator, workspace } = stack;
  await workspace.up();
  const links = connectionsAt(emulator);
  await workspace.writeProgram(connecting(emulator, connections(withPrefix)));
  emulator.journal.clear();

  const args = ["up", "--yes", "--skip-preview", "--non-interactive"];
  await crash(stack, { point: { route: CHANGE, at }, victim, args });
  expect((await workspace.cancel()).code).toBe(0);
  const up = await workspace.up();

  expect(up.code).toBe(0);
  // The orphaned provider's request is carried out all the same, so nothing is left to send.
  expect(writesIn(emulator)).toEqual(["PATCH"]);
  expect(connectionsAt(emulator)).toEqual(links);
  expect(await connectionsIn(stack)).toEqual(links);
  expect(settingsAt(emulator)).toEqual([{ environments: ["production", "preview"], prefix: "PRE" }]);
  expect((await workspace.outputs({ showSecrets: true })).values).toEqual([valuesAt(stack, "PRE_")]);
  expect(await workspace.up(["--expect-no-changes"])).toMatchObject({ code: 0 });
  expect(await workspace.refresh(["--expect-no-changes"])).toMatchObject({ code: 0 });
});

test(
  "P17 P48 what was changed in the dashboard shows in a refresh, and the next up restores it in place",
  exhaustive,
  async () => {
    await using stack = await createConnected(connections(withPrefix));
    const { emulator, workspace } = stack;
    await workspace.up();
    const links = connectionsAt(emulator);
    const program = settingsAt(emulator);
    const edit = () =>
      emulator.projects.editConnection(String(emulator.stores.list()[0]?.id), String(links[0]), {
        environments: ["production"],
        prefix: "OTHER",
      });
    const drift = /environments[\s\S]*- \[1\]: "preview"/;

    edit();
    const seen = await workspace.preview(["--refresh", "--diff"]);
    expect(seen.code).toBe(0);
    for (const shown of ['"PRE" => "OTHER"', '"OTHER" => "PRE"']) expect(seen.output).toContain(shown);
    expect(seen.output).toMatch(drift);
    const refresh = await workspace.refresh(["--diff"]);
    expect(refresh.code).toBe(0);
    expect(refresh.output).toContain('"PRE" => "OTHER"');
    expect(refresh.output).toMatch(drift);
    expect((await workspace.resources(CONNECTION_TYPE))[0]?.outputs).toMatchObject({
      environments: ["production"],
      envVarPrefix: "OTHER",
    });

    for (const options of [[], ["--refresh"]]) {
      if (options.length > 0) edit();
      emulator.journal.clear();
      expect((await workspace.up(options)).code).toBe(0);
      expect(writesIn(emulator)).toEqual(["PATCH"]);
      expect(settingsAt(emulator)).toEqual(program);
      expect(connectionsAt(emulator)).toEqual(links);
      expect((await workspace.outputs({ showSecrets: true })).values).toEqual([valuesAt(stack, "PRE_")]);
      expect(await workspace.up(["--expect-no-changes"])).toMatchObject({ code: 0 });
    }
    await expectNoCanaries(stack, [seen.output, refresh.output]);
  },
);

test("P48 P17 a program that takes over what was changed in the dashboard has nothing to do", exhaustive, async () => {
  await using stack = await createConnected(connections(withPrefix));
  const { emulator, workspace } = stack;
  await workspace.up();
  const [id] = connectionsAt(emulator);
  const store = String(emulator.stores.list()[0]?.id);
  emulator.projects.editConnection(store, String(id), { environments: ["production"], prefix: null });
  await workspace.writeProgram(connecting(emulator, connections(inProduction)));
  emulator.journal.clear();

  expect((await workspace.up()).code).toBe(0);
  expect(writesIn(emulator)).toEqual([]);
  expect((await workspace.outputs({ showSecrets: true })).values).toEqual([valuesAt(stack)]);
  expect(await workspace.up(["--expect-no-changes"])).toMatchObject({ code: 0 });
});

test(
  "P48 a connection whose store is replaced is removed first, although its environments change too",
  exhaustive,
  async () => {
    await using stack = await createConnected(connections(inProduction), {
      behaviour: { deleteWhileConnected: "conflict" },
    });
    const { emulator, workspace } = stack;
    await workspace.up();
    const inFrankfurt = connections('environments: ["production", "preview"]').replace(
      'region: "iad1" }',
      'region: "fra1" }, allowReplacement: true',
    );
    await workspace.writeProgram(connecting(emulator, inFrankfurt));
    emulator.journal.clear();

    const preview = await workspace.preview(["--diff"]);
    expect(preview.code).toBe(0);
    expect(preview.output).toContain("2 to replace");
    expect((await workspace.up()).code).toBe(0);

    expect(writesIn(emulator)).toEqual(["DELETE", "DELETE", "POST", "POST"]);
    expect(settingsAt(emulator)).toEqual([{ environments: ["production", "preview"], prefix: null }]);
    expect(await connectionsIn(stack)).toEqual(connectionsAt(emulator));
    expect((await workspace.outputs({ showSecrets: true })).values).toEqual([valuesAt(stack)]);
    expect(await workspace.up(["--expect-no-changes"])).toMatchObject({ code: 0 });
  },
);

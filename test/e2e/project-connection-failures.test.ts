// Connections that cannot be made, or are cut off: a sentence, nothing outside the state, and no value seen anywhere.
import type { Emulator, FaultGiven } from "vercel-marketplace-emulator";
import { expect, test } from "vitest";
import { expectNoCanaries } from "./support/canaries.ts";
import {
  CONNECT,
  CONNECTION_TYPE,
  connecting,
  connectionsAt,
  connectionsIn,
  createConnected,
  oneConnection,
  PULL,
} from "./support/connections.ts";
import { exhaustive, testMatrix } from "./support/matrix.ts";
import type { Stack, StackOptions } from "./support/stack.ts";

const OWN = "canary-of-a-variable-of-the-project";

/** A stack whose project web has a variable of its own. */
async function createWithOwnVariable(text = oneConnection, options: StackOptions = {}): Promise<Stack> {
  const stack = await createConnected(text, options);
  stack.emulator.projects.addVariable({ project: "web", key: "OWN", value: OWN });
  return stack;
}

interface Failing {
  what: string;
  always?: true;
  fault?: FaultGiven;
  program?: string;
  before?: (emulator: Emulator) => void;
  says: string | RegExp;
}

const always = { times: null } as const;

const failing: Failing[] = [
  {
    what: "a collision",
    before: ({ projects }) => projects.addVariable({ project: "web", key: "DATABASE_URL", value: `${OWN}-2` }),
    says: /was not connected to project prj_AcmeWeb\w+: the project has a variable DATABASE_URL of its own/,
  },
  {
    what: "a project of another team",
    program: oneConnection.replace("projectId: web", 'projectId: "prj_ProdShop8Nf4Cy1Ra7Lk3Wt6Zj5"'),
    says: "there is no project prj_ProdShop8Nf4Cy1Ra7Lk3Wt6Zj5 in team acme",
  },
  {
    what: "a store that is not there",
    program: oneConnection.replace("storeId: db.id", 'storeId: "ir_AAAAAAAAAAAAAAAA"'),
    says: "There is no store ir_AAAAAAAAAAAAAAAA in team acme",
  },
  {
    what: "a refusal",
    fault: { route: CONNECT, at: "before-commit", kind: "status", status: 403, code: "forbidden", message: "not you" },
    says: "Token: from environment variable VERCEL_API_TOKEN",
  },
  {
    what: "a POST that is lost before the commit",
    fault: { route: CONNECT, at: "before-commit", kind: "reset" },
    says: "outcome is unknown",
  },
  {
    what: "a pull that fails",
    always: true,
    fault: { route: PULL, at: "answer", kind: "status", status: 500, ...always },
    says: "it is connected, and kept in the state",
  },
  {
    what: "a pull of another shape",
    fault: { route: PULL, at: "answer", kind: "other-shape", ...always },
    says: "it is connected, and kept in the state",
  },
  {
    what: "a pull that is cut",
    fault: { route: PULL, at: "answer", kind: "truncated", ...always },
    says: "it is connected, and kept in the state",
  },
  {
    what: "a pull that is no JSON",
    fault: { route: PULL, at: "answer", kind: "not-json", ...always },
    says: "it is connected, and kept in the state",
  },
];

testMatrix(
  "P27 $what: a sentence, no value seen, and every connection is in the state",
  failing,
  async ({ fault, program, before, says }) => {
    await using stack = await createWithOwnVariable(program, { timings: { requestSeconds: 0.5 } });
    const { emulator, workspace } = stack;
    before?.(emulator);
    if (fault) emulator.faults.add(fault);

    const up = await workspace.up(["--diff"]);

    expect(up.code).not.toBe(0);
    expect(up.output).toMatch(says);
    expect(up.output).not.toContain("    at ");
    expect(await connectionsIn(stack)).toEqual(connectionsAt(emulator));
    await expectNoCanaries(stack, [up.output]);
    emulator.faults.clear();
    expect((await workspace.destroy()).code).toBe(0);
    expect(connectionsAt(emulator)).toEqual([]);
  },
);

test(
  "P13 P14 P28 variables that do not come keep the connection; a later up reads them, without a POST",
  exhaustive,
  async () => {
    await using stack = await createWithOwnVariable(oneConnection, {
      behaviour: { variablesAfter: {} },
      timings: { variablesSeconds: 0.3 },
    });
    const { emulator, workspace } = stack;

    const first = await workspace.up();

    const [store] = emulator.stores.list();
    const [link] = store?.projectsMetadata ?? [];
    expect(first.code).not.toBe(0);
    expect(first.output).toContain(
      `shop-dev-db in web (${link?.id}) is connected, but its variables have not appeared`,
    );
    expect(await connectionsIn(stack)).toEqual([link?.id]);

    // A refresh clears the engine's own mark of an unfinished resource.
    expect((await workspace.refresh()).code).toBe(0);
    emulator.stores.edit(String(store?.id), {
      projectsMetadata: (store?.projectsMetadata ?? []).map(({ pending: _, ...rest }) => rest),
    });
    const second = await workspace.up();

    expect(second.code).toBe(0);
    expect(emulator.journal.writes()).toHaveLength(2);
    const values = emulator.stores.secretValues(String(store?.id));
    expect((await workspace.outputs({ showSecrets: true })).url).toBe(values.DATABASE_URL);
    await expectNoCanaries(stack, [first.output, second.output]);
    expect(await workspace.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
  },
);

test("a connection that was never finished can be destroyed", exhaustive, async () => {
  await using stack = await createWithOwnVariable(oneConnection, {
    behaviour: { variablesAfter: {} },
    timings: { variablesSeconds: 0.2 },
  });
  const { emulator, workspace } = stack;
  await workspace.up();

  expect((await workspace.destroy()).code).toBe(0);
  expect(emulator.stores.list()).toEqual([]);
});

const killedWhileConnecting = [
  { what: "before the commit", at: "before-commit" },
  { what: "after the commit", at: "after-commit", always: true },
] as const;

testMatrix(
  "P42 a run that was killed while it connected ($what): the next one takes over what there is, and none is left beside it",
  killedWhileConnecting,
  async ({ at }) => {
    await using stack = await createWithOwnVariable();
    const { emulator, workspace } = stack;
    const barrier = emulator.barriers.hold({ route: CONNECT, at });
    const running = workspace.start(["up", "--yes", "--skip-preview", "--non-interactive"]);
    await barrier.reached();
    running.kill("SIGKILL");
    await running.done;
    // The orphaned provider's request is carried out all the same.
    barrier.release();
    await expect.poll(() => connectionsAt(emulator)).toHaveLength(1);

    expect((await workspace.cancel()).code).toBe(0);
    const up = await workspace.up();

    expect(up.code).toBe(0);
    expect(emulator.journal.count("POST", CONNECT)).toBe(1);
    expect(await connectionsIn(stack)).toEqual(connectionsAt(emulator));
    expect(await workspace.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
  },
);

test("P42 P21 a connection that says otherwise is not taken over, and its store is not deleted", async () => {
  await using stack = await createWithOwnVariable(
    'exports.id = new IntegrationStore("db", { integration: "neon", metadata: { region: "iad1" } }).id;',
  );
  const { emulator, workspace } = stack;
  await workspace.up();
  const store = String((await workspace.outputs()).id);
  const { id } = emulator.projects.connect({ store, project: "web", environments: ["production"] });
  await workspace.writeProgram(connecting(emulator, oneConnection));
  emulator.journal.clear();

  const up = await workspace.up();

  expect(up.code).not.toBe(0);
  expect(up.output).toContain(`is connected to project web (`);
  expect(up.output).toContain(`already (${id}), but otherwise than the program says: environments production, not`);
  expect(emulator.journal.writes()).toEqual([]);
  expect(await workspace.resources(CONNECTION_TYPE)).toEqual([]);

  // A store in use is refused to be deleted, by the names of its projects.
  const destroy = await workspace.destroy();
  expect(destroy.code).not.toBe(0);
  expect(destroy.output).toContain("is used by 1 project: web.");
  expect(connectionsAt(emulator)).toEqual([id]);
});

test("P31 what needs no request is refused at preview, by name", exhaustive, async () => {
  await using stack = await createWithOwnVariable(
    oneConnection.replace(
      "projectId: web }",
      'projectId: web, environments: ["production", "Preview"], sensitive: true, envVarPrefix: "2", enviroment: "x" }',
    ),
  );
  const { emulator, workspace } = stack;

  const preview = await workspace.preview();

  expect(preview.code).not.toBe(0);
  expect(preview.output).toContain('environments[1]: "Preview" is no environment.');
  expect(preview.output).toContain("envVarPrefix must begin with a letter");
  expect(preview.output).toContain("sensitive may not be combined with envVarPrefix");
  expect(preview.output).toContain("enviroment is not an argument of ProjectConnection.");
  expect(emulator.journal.writes()).toEqual([]);
});

const slips = [
  {
    what: "environments",
    more: 'environments: ["production", "stagin"]',
    says: '"stagin" is not an environment of web',
  },
  { what: "projectId", more: 'projectId: "prj_AAAAAAAAAAAAAAAAAAAAAAAAAAAA"', says: "there is no project prj_AAAA" },
] as const;

testMatrix(
  "P31 a slip in $what of a connection fails at preview and at up, and takes no variables away",
  slips,
  async (slip) => {
    await using stack = await createWithOwnVariable();
    const { emulator, workspace } = stack;
    await workspace.up();
    const [links, variables] = [connectionsAt(emulator), emulator.projects.variables("web").length];
    await workspace.writeProgram(
      connecting(emulator, oneConnection.replace("projectId: web", `projectId: web, ${slip.more}`)),
    );
    emulator.journal.clear();

    for (const run of [await workspace.preview(), await workspace.up()]) {
      expect(run.code).not.toBe(0);
      expect(run.output).toContain(slip.says);
      expect(run.output).toContain("was not disconnected");
      expect(run.output).not.toContain("    at ");
    }

    expect(emulator.journal.writes()).toEqual([]);
    expect(connectionsAt(emulator)).toEqual(links);
    expect(emulator.projects.variables("web")).toHaveLength(variables);
    expect(await connectionsIn(stack)).toEqual(links);

    // Put right, it is the connection that it was.
    await workspace.writeProgram(connecting(emulator, oneConnection));
    expect(await workspace.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
  },
);

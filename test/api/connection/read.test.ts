// read: the live connection with its drift. It reads as deleted only if it certainly was.
import { startEmulator } from "vercel-marketplace-emulator";
import { expect, test } from "vitest";
import { render } from "../../../provider/src/errors/render.ts";
import { projectConnection } from "../../../provider/src/lifecycle/project-connection/index.ts";
import { CONNECTIONS, checked, connect, PULL, readAgain, STORE, seedStore, toWeb } from "../../support/connection.ts";
import { ALWAYS, count, emulate, failureOf, messageOf, processOf } from "../../support/process-context.ts";

test("an unchanged connection reads as it was created, with one request for the store and one pull", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  const args = toWeb(emulator, store);
  const made = await connect(processOf(emulator), args);
  emulator.journal.clear();

  const { state, inputs } = await readAgain(processOf(emulator), made.id, made.state);

  expect(state).toEqual(made.state);
  expect(emulator.journal.entries()).toHaveLength(2);
  expect(inputs).toEqual(await checked(processOf(emulator), args));
});

test("twenty connections of one store and twenty of one project share requests", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  const context = processOf(emulator);
  const projects = Array.from({ length: 20 }, (_, at) => emulator.projects.seed({ name: `site-${at}` }).id);
  const stores = projects.map((_, at) => seedStore(emulator, { name: `db-${at}` }));
  const ofOneStore = await Promise.all(
    projects.map((project) => connect(context, { storeId: store.id, projectId: project })),
  );
  const ofOneProject = await Promise.all(
    stores.map((one, at) => connect(context, toWeb(emulator, one, { envVarPrefix: `DB${at}` }))),
  );
  emulator.journal.clear();

  const next = processOf(emulator);
  await Promise.all([...ofOneStore, ...ofOneProject].map(({ id, state }) => readAgain(next, id, state)));

  expect(count(emulator, STORE)).toBe(21);
  expect(count(emulator, PULL)).toBe(21);
  expect(emulator.journal.entries()).toHaveLength(42);
});

test("drift of environments shows, and a program that already has the live value is unchanged", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  const args = toWeb(emulator, store);
  const { id, state } = await connect(processOf(emulator), args);
  const [link] = emulator.stores.get(store.id)?.projectsMetadata ?? [];
  if (link) emulator.stores.edit(store.id, { projectsMetadata: [{ ...link, environments: ["production"] }] });

  const { inputs, state: drifted } = await readAgain(processOf(emulator), id, state);

  expect(inputs.environments).toEqual(["production"]);
  const context = processOf(emulator);
  const unchanged = await checked(context, args, inputs);
  expect(await projectConnection.diff(context, id, drifted, unchanged)).toEqual({ changes: undefined, replaces: [] });
  const matching = await checked(context, { ...args, environments: ["production"] }, inputs);
  expect(await projectConnection.diff(context, id, drifted, matching)).toEqual({ changes: false, replaces: [] });
});

test.each(["given", "slug", "id"] as const)(
  "custom environments are no drift in the server's own spelling (%s)",
  async (customEnvironments) => {
    await using emulator = await emulate({ customEnvironments });
    const store = seedStore(emulator);
    const staging = String(emulator.projects.get("web")?.customEnvironments[0]?.id);
    const environments = ["production", "staging"];
    const { id, state } = await connect(processOf(emulator), toWeb(emulator, store, { environments }));

    const read = await readAgain(processOf(emulator), id, state);

    expect(read.inputs.environments).toEqual(environments);
    // The other name is a change in the program: it is compared, and nothing has to be sent.
    const context = processOf(emulator);
    const byId = await checked(context, toWeb(emulator, store, { environments: [staging, "production"] }), read.inputs);
    const changes = customEnvironments === "id" ? false : undefined;
    expect(await projectConnection.diff(context, id, read.state, byId)).toEqual({ changes, replaces: [] });
    emulator.journal.clear();
    expect((await projectConnection.update(context, id, read.state, byId)).environments).toEqual(byId.environments);
    expect(emulator.journal.writes()).toEqual([]);
  },
);

test("P15 a connection that was deleted outside reads as deleted, also by deleting its store or project", async () => {
  await using emulator = await emulate();
  const ends = [
    (store: string) => emulator.projects.disconnect(store),
    (store: string) => emulator.stores.remove(store),
    () => emulator.projects.remove("web"),
  ];
  for (const end of ends) {
    const store = seedStore(emulator);
    const { id, state } = await connect(processOf(emulator), toWeb(emulator, store));
    end(store.id);
    expect(await projectConnection.read(processOf(emulator), id, state)).toBeUndefined();
  }
});

const failures = [
  { what: "401", route: STORE, fault: { kind: "status", status: 401 } },
  { what: "403", route: STORE, fault: { kind: "status", status: 403 } },
  { what: "a repeated 500", route: STORE, fault: { kind: "status", status: 500 } },
  { what: "an HTML page", route: STORE, fault: { kind: "not-json" } },
  { what: "a timeout", route: STORE, fault: { kind: "hang" } },
  { what: "a 404 for a store that is listed", route: STORE, fault: { kind: "status", status: 404 } },
] as const;

test.each(failures)("P16 $what never reads as deleted", async ({ route, fault }) => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  const { id, state } = await connect(processOf(emulator), toWeb(emulator, store));
  emulator.faults.add({ route, at: "answer", times: ALWAYS, ...fault });

  const failure = await failureOf(projectConnection.read(processOf(emulator), id, state));

  expect(render(failure)).toContain("shop-db in web");
});

test("P16 a connection that its store's response omits, but its list contains, never reads as deleted", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  const { id, state } = await connect(processOf(emulator), toWeb(emulator, store));
  const without = { ...store, type: "integration", projectsMetadata: [], totalConnectedProjects: 0 };
  emulator.faults.add({ route: STORE, at: "answer", kind: "other-shape", body: { store: without }, times: ALWAYS });

  const contradiction = await failureOf(projectConnection.read(processOf(emulator), id, state));
  expect(contradiction.code).toBe("connection-inconsistent");

  const filtered = { ...without, totalConnectedProjects: 1 };
  emulator.faults.clear();
  emulator.faults.add({ route: STORE, at: "answer", kind: "other-shape", body: { store: filtered }, times: ALWAYS });
  emulator.projects.disconnect(store.id);
  const partial = await failureOf(projectConnection.read(processOf(emulator), id, state));
  expect(partial.code).toBe("connection-partly-visible");
  expect(render(partial)).toContain("0 of the store's 1 projects");
});

test("without the route of the connection list, the store's own response decides", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  const { id, state } = await connect(processOf(emulator), toWeb(emulator, store));
  emulator.projects.disconnect(store.id);
  const fault = { route: CONNECTIONS, at: "answer", kind: "status", times: ALWAYS } as const;

  const forbidden = emulator.faults.add({ ...fault, status: 403 });
  await failureOf(projectConnection.read(processOf(emulator), id, state));
  forbidden.remove();
  emulator.faults.add({ ...fault, status: 404 });
  expect(await projectConnection.read(processOf(emulator), id, state)).toBeUndefined();
});

test("P40 a wrong token, team or API URL never reads as deleted", async () => {
  await using emulator = await emulate();
  await using elsewhere = await startEmulator();
  const store = seedStore(emulator);
  const { id, state } = await connect(processOf(emulator), toWeb(emulator, store));
  elsewhere.state.removeInstallation(store.integrationConfigurationId);

  for (const wrong of [
    processOf(emulator, { token: "otherTeam" }),
    processOf(emulator, { token: "project" }),
    processOf(elsewhere),
  ]) {
    expect(await messageOf(projectConnection.read(wrong, id, state))).toContain("Token: from");
    expect(await messageOf(projectConnection.delete(wrong, id, state))).toContain("Token: from");
  }
  // Requests go to the team of the state, whatever the settings say.
  expect((await readAgain(processOf(emulator, { token: "both", team: "acme-prod" }), id, state)).state).toEqual(state);
  expect(emulator.stores.get(store.id)?.projectsMetadata).toHaveLength(1);
});

test("P16 values that cannot be read at present stay as they were, with a warning", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  const { id, state } = await connect(processOf(emulator), toWeb(emulator, store));
  emulator.faults.add({ route: PULL, at: "answer", kind: "status", status: 500, times: ALWAYS });
  const context = processOf(emulator);

  expect((await readAgain(context, id, state)).state.values).toEqual(state.values);
  expect(context.said.warning).toEqual([expect.stringContaining("[connection-values-stale]")]);
});

test.each([true, false])(
  "P18 get finds a connection by its id among the team's stores (projects listed: %s)",
  async (listProjects) => {
    await using emulator = await emulate({ listProjects });
    const store = seedStore(emulator);
    for (const name of ["a", "b"]) seedStore(emulator, { name });
    const made = await connect(
      processOf(emulator),
      toWeb(emulator, store, { environments: ["preview"], envVarPrefix: "X" }),
    );
    const context = processOf(emulator);

    const found = await projectConnection.read(context, made.id, undefined);

    const { teamId, ...state } = found?.state ?? { teamId: "" };
    expect(state).toEqual(made.state);
    expect(teamId).toMatch(/^team_/);
    const missing = await failureOf(projectConnection.read(context, "spc_none", undefined));
    expect(missing.code).toBe("connection-not-found");
    expect(render(missing)).toContain("spc_none among the 3 Marketplace stores of team acme");
  },
);

test("P18 a connection of which an import file contains only the ids reads as if it had been created", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  const args = toWeb(emulator, store, { environments: ["preview"], envVarPrefix: "X" });
  const made = await connect(processOf(emulator), args);
  const { storeId, projectId } = args;

  const { state, inputs } = await readAgain(processOf(emulator), made.id, { storeId, projectId, stateVersion: 1 });

  expect(state).toEqual({ ...made.state, teamId: made.state.place?.teamId });
  const context = processOf(emulator);
  const said = await checked(context, args, inputs);
  expect(await projectConnection.diff(context, made.id, state, said)).toEqual({ changes: false, replaces: [] });
});

test.each(["slug", "id"] as const)(
  "P2 P43 a connection that was read is unchanged, without a request, if the program names its team by slug (the settings by %s)",
  async (settings) => {
    await using emulator = await emulate();
    const store = seedStore(emulator);
    const args = toWeb(emulator, store, { teamId: "acme" });
    const made = await connect(processOf(emulator), args);
    const team = settings === "slug" ? "acme" : String(made.state.place?.teamId);
    const { storeId, projectId } = args;
    const imported = { storeId, projectId, stateVersion: 1 };

    for (const known of [undefined, imported, made.state]) {
      const found = await projectConnection.read(processOf(emulator, { team }), made.id, known);
      if (found === undefined) throw new Error("It reads as deleted.");
      const again = await readAgain(processOf(emulator, { team }), made.id, found.state);
      expect(again.state).toEqual(found.state);
      emulator.journal.clear();
      for (const { state, inputs } of [found, again]) {
        const context = processOf(emulator, { team });
        const said = await checked(context, args, inputs);
        expect(await projectConnection.diff(context, made.id, state, said)).toEqual({ changes: false, replaces: [] });
      }
      expect(emulator.journal.entries()).toEqual([]);
    }
  },
);

test("P43 a program that begins to name its team by slug changes nothing and makes no request", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  const { id, state } = await connect(processOf(emulator), toWeb(emulator, store));
  emulator.journal.clear();
  const context = processOf(emulator);

  const said = await checked(context, toWeb(emulator, store, { teamId: "acme" }), state);

  expect(await projectConnection.diff(context, id, state, said)).toEqual({ changes: false, replaces: [] });
  expect(emulator.journal.entries()).toEqual([]);
});

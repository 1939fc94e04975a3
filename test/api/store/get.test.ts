// get of stores and connections: every output of what exists, and a failure of its own for each id that names none.
import type { Emulator } from "vercel-marketplace-emulator";
import { expect, test } from "vitest";
import { storeOutputNames } from "../../../provider/src/contract/integration-store.ts";
import { connectionOutputNames } from "../../../provider/src/contract/project-connection.ts";
import { render } from "../../../provider/src/errors/render.ts";
import { integrationStore } from "../../../provider/src/lifecycle/integration-store/index.ts";
import { projectConnection } from "../../../provider/src/lifecycle/project-connection/index.ts";
import { connect, seedStore, toWeb } from "../../support/connection.ts";
import { type ContextOptions, createStore, emulate, failureOf, processOf } from "../../support/process-context.ts";

const lifecycles = { store: integrationStore, connection: projectConnection };

/** A store of team acme and one of acme-prod, each with a connection, and a blob store of acme. */
function populate(emulator: Emulator): Record<"store" | "connection" | "otherStore" | "otherConnection", string> {
  const store = seedStore(emulator);
  const other = seedStore(emulator, { name: "prod", team: "acme-prod" });
  const site = emulator.projects.seed({ name: "site", team: "acme-prod" });
  emulator.state.edit(({ otherStores }) =>
    otherStores.push({ id: "store_Blob1", type: "blob", name: "assets", ownerId: store.teamId }),
  );
  return {
    store: store.id,
    connection: emulator.projects.connect({ store: store.id, project: "web" }).id,
    otherStore: other.id,
    otherConnection: emulator.projects.connect({ store: other.id, project: site.id }).id,
  };
}

test("P18 get of a store has every output of the contract, as the store's creation had them", async () => {
  await using emulator = await emulate();
  const { id, state } = await createStore(processOf(emulator));
  emulator.stores.rotateSecrets(id);

  const got = await integrationStore.read(processOf(emulator), id, undefined);

  const { ownerToken: _, secrets: __, ...created } = state;
  expect(got?.state).toMatchObject(created);
  expect(Object.keys(got?.state ?? {})).toEqual(expect.arrayContaining([...storeOutputNames]));
  expect(got?.state.secrets).toEqual(emulator.stores.secretValues(id));
});

test("P18 get of a connection has every output of the contract", async () => {
  await using emulator = await emulate();
  const made = await connect(processOf(emulator), toWeb(emulator, seedStore(emulator)));

  const got = await projectConnection.read(processOf(emulator), made.id, undefined);

  expect(got?.state).toMatchObject(made.state);
  expect(Object.keys(got?.state ?? {})).toEqual(expect.arrayContaining([...connectionOutputNames]));
});

test("P18 P1 a store that was only read has no owner, and is unchanged in a refresh", async () => {
  await using emulator = await emulate();
  const { id } = seedStore(emulator);
  const got = await integrationStore.read(processOf(emulator), id, undefined);

  const refreshed = await integrationStore.read(processOf(emulator), id, got?.state);

  expect(got?.state).not.toHaveProperty("ownerToken");
  expect(refreshed).toEqual(got);
});

const team = "acme";
const wrong: {
  what: string;
  of: keyof typeof lifecycles;
  id: (ids: ReturnType<typeof populate>) => string;
  options?: ContextOptions;
  code: string;
  says: string[];
}[] = [
  {
    what: "a missing store",
    of: "store",
    id: () => "ir_None1",
    code: "store-not-found",
    says: ["team acme", "Token:"],
  },
  { what: "a malformed id", of: "store", id: () => "a b/../c", code: "store-not-found", says: ["a b/../c"] },
  {
    what: "a connection's id for a store",
    of: "store",
    id: ({ connection }) => connection,
    code: "id-of-other-kind",
    says: ["a connection", "ProjectConnection.get"],
  },
  { what: "a project's id", of: "store", id: () => "prj_1", code: "id-of-other-kind", says: ["a project", "ir_"] },
  {
    what: "a blob store",
    of: "store",
    id: () => "store_Blob1",
    code: "store-not-marketplace",
    says: ["assets", "blob"],
  },
  { what: "an Edge Config", of: "store", id: () => "ecfg_1", code: "id-of-other-kind", says: ["Edge Config"] },
  {
    what: "a store of another team that the token sees",
    of: "store",
    id: ({ otherStore }) => otherStore,
    options: { token: "both" },
    code: "id-in-other-team",
    says: ["not in team acme, but in team acme-prod", 'team: "team_AcmePr0d'],
  },
  {
    what: "a store of a team that the token does not see",
    of: "store",
    id: ({ otherStore }) => otherStore,
    code: "store-not-found",
    says: ["or this token does not see it"],
  },
  {
    what: "a store, for a token of another team",
    of: "store",
    id: ({ store }) => store,
    options: { token: "otherTeam", team },
    code: "api-forbidden",
    says: ["team acme", "Token: from environment variable VERCEL_API_TOKEN."],
  },
  {
    what: "a missing connection",
    of: "connection",
    id: () => "spc_none",
    code: "connection-not-found",
    says: ["1 Marketplace stores of team acme"],
  },
  {
    what: "a store's id for a connection",
    of: "connection",
    id: ({ store }) => store,
    code: "id-of-other-kind",
    says: ["a store", "IntegrationStore.get"],
  },
  {
    what: "a connection of another team that the token sees",
    of: "connection",
    id: ({ otherConnection }) => otherConnection,
    options: { token: "both" },
    code: "id-in-other-team",
    says: ["connection", "team acme-prod"],
  },
  {
    what: "a connection of a team that the token does not see",
    of: "connection",
    id: ({ otherConnection }) => otherConnection,
    code: "connection-not-found",
    says: ["or this token does not see it"],
  },
];

test.each(wrong)("P18 get of $what fails with $code", async ({ of, id: idAmong, options, code, says }) => {
  await using emulator = await emulate();
  const id = idAmong(populate(emulator));
  emulator.journal.clear();

  const failure = await failureOf(lifecycles[of].read(processOf(emulator, options), id, undefined));

  expect(failure.code).toBe(code);
  for (const text of [id, ...says]) expect(render(failure)).toContain(text);
  // There is nothing in the state that could be removed from it.
  expect(render(failure)).not.toContain("pulumi state delete");
  expect(emulator.journal.writes()).toEqual([]);
});

test("P18 an API that answers 403 for the store of another team is explained as one that answers 404", async () => {
  await using emulator = await emulate({ missingStore: 403 });
  const { otherStore } = populate(emulator);

  const failure = await failureOf(integrationStore.read(processOf(emulator, { token: "both" }), otherStore, undefined));

  expect(failure.code).toBe("id-in-other-team");
});

test("P18 P16 what cannot be looked up adds nothing to the failure", async () => {
  await using emulator = await emulate({ listStores: 403, listTeams: 403 });

  const failure = await failureOf(integrationStore.read(processOf(emulator), "ir_None1", undefined));

  expect(failure.code).toBe("store-not-found");
});

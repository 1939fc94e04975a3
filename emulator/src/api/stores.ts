// What is done with stores that exist: list, read, delete, the update that updates nothing, and their secrets.

import { publicStoreJson, storeJson } from "../serializers/store.js";
import { countRead, settle } from "../state/connections.js";
import { productById } from "../state/lookup.js";
import { advance, unfinished } from "../state/provisioning.js";
import type { StoredStore } from "../state/world.js";
import { badRequest, conflict, forbidden, notFound, Refusal } from "./errors.js";
import { type Call, type Commit, ok, type TeamCall } from "./handler.js";
import { firstError } from "./json-schema.js";

/** Stores of every kind, not only of integrations. There is no filter by name, and there are no pages. */
export function listStores({ world, team, behaviour, query, now }: TeamCall): Commit {
  if (behaviour.listStores === 403) throw forbidden("You don't have permission to list the stores");
  if (behaviour.listStores === 404) throw new Refusal(404, "not_found", "The requested path could not be found");
  const { integrationConfigurationId: installation, projectId } = query;
  return () => {
    const stores = world.stores
      .filter(({ teamId }) => teamId === team.id)
      .filter((store) => installation === undefined || store.integrationConfigurationId === installation)
      .filter((store) => projectId === undefined || store.projectsMetadata.some((one) => one.projectId === projectId))
      .map((store) => settle(advance(store, now(), "in-list"), now()))
      .map((store) => storeJson(world, store, { metadata: skips(query), projects: !behaviour.listProjects }));
    const others = installation === undefined && projectId === undefined ? world.otherStores : [];
    return ok({ stores: [...stores, ...others.filter(({ ownerId }) => ownerId === team.id)] });
  };
}

export function readStore(call: TeamCall): Commit {
  return () => {
    const store = settle(advance(storeOf(call), call.now(), "by-id"), call.now());
    const body = storeJson(call.world, store, { metadata: skips(call.query) });
    countRead(store);
    return ok({ store: body });
  };
}

/** The documented twin without `/v1`: published as open to everybody, with a body that tells little. */
export function readPublicStore({ world, params, now }: Call): Commit {
  return () => {
    const store = world.stores.find(({ id }) => id === params.id);
    if (!store) throw notFound("store", params.id ?? "");
    return ok({ store: publicStoreJson(settle(store, now())) });
  };
}

export function deleteStore(call: TeamCall): Commit {
  storeOf(call);
  return () => {
    const store = storeOf(call);
    if (call.behaviour.deleteWhileConnected === "conflict" && store.projectsMetadata.length > 0)
      throw conflict("The store is connected to projects");
    call.stores.delete(store.id, "api");
    return call.behaviour.deleteStatus === 204 ? { status: 204 } : ok({ id: store.id });
  };
}

/** The route is there and takes `{}`; every field that was tried is refused. */
export function patchStore(call: TeamCall): Commit {
  storeOf(call);
  const message = firstError({ type: "object" }, call.body ?? {});
  if (message !== undefined) throw badRequest(message);
  const [key] = Object.keys((call.body ?? {}) as object);
  if (key !== undefined) throw badRequest(`Invalid request: should NOT have additional property \`${key}\`.`);
  return () => ok({ store: storeJson(call.world, storeOf(call)) });
}

export function readSecrets(call: TeamCall): Commit {
  if (call.behaviour.secretsRoute === 403) throw forbidden("You don't have permission to read the store secrets");
  if (call.behaviour.secretsRoute === 404) throw new Refusal(404, "not_found", "The requested path could not be found");
  return () => {
    const store = storeOf(call);
    const prefix = productById(call.world, store.productId)?.secretKeys === "plain" ? "" : "data_";
    const values = unfinished.has(store.status) ? {} : call.stores.secretValues(store.id);
    return ok(Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}${name}`, value])));
  };
}

/** A store of the team, by the id in the path. */
export function storeOf({ world, team, params }: TeamCall): StoredStore {
  const store = world.stores.find(({ id, teamId }) => id === params.id && teamId === team.id);
  if (!store) throw notFound("store", params.id ?? "");
  return store;
}

/** What `skip-metadata` leaves out is taken from its name: no answer of that kind is published. */
function skips(query: Record<string, string>): boolean {
  return query["skip-metadata"] === "true";
}

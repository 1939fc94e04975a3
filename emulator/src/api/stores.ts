// Existing stores: list, read, delete, the update without fields, and the secrets.
import { publicStoreJson, storeJson } from "../serializers/store.js";
import { countConnections, showDueVariables } from "../state/connections.js";
import { findProductById, findStore } from "../state/lookup.js";
import { advanceProvisioning, deleteStore, isProvisioned, isVisible } from "../state/store-lifecycle.js";
import type { ServerState, StoredStore } from "../state/world.js";
import { ApiError, badRequest, conflict, forbidden, notFound, unknownPath } from "./errors.js";
import { type ApiRequest, type Commit, ok, type TeamRequest } from "./handler.js";
import { requireValid } from "./json-schema.js";
import { listAnswer } from "./pages.js";

/** Stores of every type. There is no filter by name. */
export function listStores({ team, query }: TeamRequest, state: ServerState): Commit {
  const { world, behaviour, now } = state;
  if (behaviour.listStores === 403) throw forbidden("You don't have permission to list the stores");
  if (behaviour.listStores === 404) throw unknownPath();
  const { integrationConfigurationId: installation, projectId } = query;
  return () => {
    const stores = world.stores
      .filter(({ teamId }) => teamId === team.id)
      .filter((store) => installation === undefined || store.integrationConfigurationId === installation)
      .filter(
        ({ projectsMetadata }) =>
          projectId === undefined || projectsMetadata.some((connection) => connection.projectId === projectId),
      )
      .filter((store) => isVisible(store, now()))
      .map((store) => showDueVariables(advanceProvisioning(store, now(), "in-list"), now()))
      .map((store) => storeJson(state, store, { metadata: omitsMetadata(query), projects: !behaviour.listProjects }));
    const others = installation === undefined && projectId === undefined ? world.otherStores : [];
    return listAnswer(state, query, "stores", [...stores, ...others.filter(({ ownerId }) => ownerId === team.id)]);
  };
}

export function readStore(request: TeamRequest, state: ServerState): Commit {
  const { now } = state;
  return () => {
    const found = storeOfTeam(request, state);
    if (!isVisible(found, now())) throw missingStore(request, state);
    const store = showDueVariables(advanceProvisioning(found, now(), "by-id"), now());
    const body = storeJson(state, store, { metadata: omitsMetadata(request.query) });
    countConnections(store);
    return ok({ store: body });
  };
}

/** The documented route without `/v1`. As published, it needs no token and returns little. */
export function readPublicStore({ params }: ApiRequest, { world, now }: ServerState): Commit {
  return () => {
    const store = findStore(world, params.id ?? "");
    if (!store) throw notFound("store", params.id ?? "");
    return ok({ store: publicStoreJson(showDueVariables(store, now())) });
  };
}

export function removeStore(request: TeamRequest, state: ServerState): Commit {
  const { behaviour } = state;
  storeOfTeam(request, state);
  return () => {
    const store = storeOfTeam(request, state);
    if (behaviour.deleteWhileConnected === "conflict" && store.projectsMetadata.length > 0)
      throw conflict("The store is connected to projects");
    deleteStore(state, store.id, "api");
    return behaviour.deleteStatus === 204 ? { status: 204 } : ok({ id: store.id });
  };
}

/** The live route accepts `{}` and rejects every field that was tried. */
export function patchStore(request: TeamRequest, state: ServerState): Commit {
  storeOfTeam(request, state);
  const body = request.body ?? {};
  requireValid({ type: "object" }, body);
  const [key] = Object.keys(body);
  if (key !== undefined) throw badRequest(`Invalid request: should NOT have additional property \`${key}\`.`);
  return () => ok({ store: storeJson(state, storeOfTeam(request, state)) });
}

export function readSecrets(request: TeamRequest, state: ServerState): Commit {
  const { world, behaviour } = state;
  if (behaviour.secretsRoute === 403) throw forbidden("You don't have permission to read the store secrets");
  if (behaviour.secretsRoute === 404) throw unknownPath();
  return () => {
    const store = storeOfTeam(request, state);
    const prefix = findProductById(world, store.productId)?.secretKeys === "plain" ? "" : "data_";
    const values = isProvisioned(store) ? (world.secretValues.get(store.id) ?? {}) : {};
    return ok(Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}${name}`, value])));
  };
}

/** The store with the id in the path, if it belongs to the team. */
export function storeOfTeam(request: TeamRequest, state: ServerState): StoredStore {
  const store = findStore(state.world, request.params.id ?? "");
  if (store?.teamId !== request.team.id) throw missingStore(request, state);
  return store;
}

/** The same, if it is of the installation in the path. */
export function storeOfInstallation(request: TeamRequest, state: ServerState): StoredStore {
  const store = storeOfTeam(request, state);
  if (store.integrationConfigurationId !== request.params.installation) throw notFound("resource", store.id);
  return store;
}

function missingStore({ params }: TeamRequest, { behaviour }: ServerState): ApiError {
  if (behaviour.missingStore === 403) return forbidden("You don't have permission to access this store");
  if (behaviour.missingStore === 410) return new ApiError(410, "gone", "The store was deleted");
  return notFound("store", params.id ?? "");
}

/** The effect of `skip-metadata` is inferred from its name: no answer to it is published. */
function omitsMetadata(query: Record<string, string>): boolean {
  return query["skip-metadata"] === "true";
}

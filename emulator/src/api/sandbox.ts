// The link with which a person claims a sandbox at its partner.
import { alphanumeric } from "../state/ids.js";
import type { ServerState } from "../state/world.js";
import { badRequest } from "./errors.js";
import { type Commit, ok, type TeamRequest } from "./handler.js";
import { requireInstallation } from "./installations.js";
import { requireValid } from "./json-schema.js";
import { storeOfInstallation } from "./stores.js";

/** A new link for each request. Opening it is for a person: only a test makes the store `linked`. */
export function createClaimUrl(request: TeamRequest, state: ServerState): Commit {
  requireValid({ type: "object", properties: { source: { type: "string" } } }, request.body ?? {});
  const findSandbox = () => {
    requireInstallation(request, state.world);
    const store = storeOfInstallation(request, state);
    // The official client recognises the error by either word.
    if (store.ownership !== "sandbox")
      throw badRequest(`The ownership of the sandbox ${store.id} is ${store.ownership}`);
    return store;
  };
  findSandbox();
  return () => {
    const { externalResourceId } = findSandbox();
    return ok({ claimUrl: `https://console.example/${externalResourceId}/claim/${alphanumeric(24)}` });
  };
}

// Every route of the emulated API: who may call it, and what it does.
import { readTeam, readUser } from "./account.js";
import { createStore } from "./create-store.js";
import { deleteConfiguration, listConfigurations, listProducts, readConfiguration } from "./installations.js";
import { listIntegrations, readIntegration } from "./integrations.js";
import { listPlans } from "./plans.js";
import { projectRoutes } from "./project-routes.js";
import type { Route } from "./route.js";
import { deleteStore, listStores, patchStore, readPublicStore, readSecrets, readStore } from "./stores.js";

export const routes: Route[] = [
  { method: "GET", pattern: "/v2/user", scope: "user", handle: readUser },
  { method: "GET", pattern: "/teams/:team", scope: "user", handle: readTeam },
  { method: "GET", pattern: "/v2/teams/:team", scope: "user", handle: readTeam },
  { method: "GET", pattern: "/v2/integrations/integration/:integration", scope: "team", handle: readIntegration },
  { method: "GET", pattern: "/v2/integrations/integrations", scope: "team", handle: listIntegrations },
  { method: "GET", pattern: "/v1/integrations/configurations", scope: "team", handle: listConfigurations },
  { method: "GET", pattern: "/v2/integrations/configurations", scope: "team", handle: listConfigurations },
  { method: "GET", pattern: "/v1/integrations/configuration/:id", scope: "team", handle: readConfiguration },
  {
    method: "DELETE",
    pattern: "/v1/integrations/configuration/:id",
    scope: "team",
    permission: "integrationConfiguration:delete",
    handle: deleteConfiguration,
  },
  { method: "GET", pattern: "/v1/integrations/configuration/:id/products", scope: "team", handle: listProducts },
  {
    method: "GET",
    pattern: "/v1/integrations/integration/:integration/products/:product/plans",
    scope: "team",
    handle: listPlans,
  },
  {
    method: "POST",
    pattern: "/v1/storage/stores/integration/direct",
    scope: "team",
    permission: "integrationResource:create",
    handle: createStore,
  },
  { method: "GET", pattern: "/v1/storage/stores", scope: "team", handle: listStores },
  { method: "GET", pattern: "/v1/storage/stores/:id", scope: "team", handle: readStore },
  { method: "GET", pattern: "/storage/stores/:id", scope: "open", handle: readPublicStore },
  {
    method: "DELETE",
    pattern: "/v1/storage/stores/integration/:id",
    scope: "team",
    permission: "integrationResource:delete",
    handle: deleteStore,
  },
  {
    method: "PATCH",
    pattern: "/v1/storage/stores/integration/:id",
    scope: "team",
    permission: "integrationResource:update",
    handle: patchStore,
  },
  { method: "GET", pattern: "/v1/storage/stores/:id/secrets", scope: "team", handle: readSecrets },
  ...projectRoutes,
];

// Every route of the emulated API: who may call it, and its handler.
import { listTeams, readTeam, readUser } from "./auth.js";
import {
  connectResource,
  connectStore,
  deleteConnection,
  deleteConnections,
  listConnections,
  patchConnection,
} from "./connections.js";
import { createStoreDirect } from "./create-store.js";
import type { Route } from "./handler.js";
import {
  deleteInstallation,
  listInstallations,
  listInstallationsWithSlugs,
  listProducts,
  readInstallation,
} from "./installations.js";
import { listCategories, listIntegrations, readIntegration } from "./integrations.js";
import { listPlans } from "./plans.js";
import { listCustomEnvironments, listVariables, pullVariables, readProject, readVariable } from "./projects.js";
import { listStores, patchStore, readPublicStore, readSecrets, readStore, removeStore } from "./stores.js";

const connections = "/v1/storage/stores/:id/connections";

export const routes: readonly Route[] = [
  { method: "GET", pattern: "/v2/user", evidence: "published", scope: "user", handle: readUser },
  { method: "GET", pattern: "/v1/teams", evidence: "client", scope: "user", handle: listTeams },
  { method: "GET", pattern: "/v2/teams", evidence: "published", scope: "user", handle: listTeams },
  { method: "GET", pattern: "/teams/:team", evidence: "client", scope: "user", handle: readTeam },
  { method: "GET", pattern: "/v2/teams/:team", evidence: "published", scope: "user", handle: readTeam },

  {
    method: "GET",
    pattern: "/v2/integrations/integration/:integration",
    evidence: "client",
    scope: "team",
    handle: readIntegration,
  },
  {
    method: "GET",
    pattern: "/v2/integrations/integrations",
    evidence: "client",
    scope: "team",
    handle: listIntegrations,
  },
  {
    method: "GET",
    pattern: "/v2/integrations/categories",
    evidence: "client",
    scope: "team",
    handle: listCategories,
  },
  {
    method: "GET",
    pattern: "/v1/integrations/configurations",
    evidence: "published",
    scope: "team",
    handle: listInstallations,
  },
  {
    method: "GET",
    pattern: "/v2/integrations/configurations",
    evidence: "client",
    scope: "team",
    handle: listInstallationsWithSlugs,
  },
  {
    method: "GET",
    pattern: "/v1/integrations/configuration/:id",
    evidence: "published",
    scope: "team",
    handle: readInstallation,
  },
  {
    method: "DELETE",
    pattern: "/v1/integrations/configuration/:id",
    evidence: "published",
    scope: "team",
    permission: "integrationConfiguration:delete",
    handle: deleteInstallation,
  },
  {
    method: "GET",
    pattern: "/v1/integrations/configuration/:id/products",
    evidence: "published",
    scope: "team",
    handle: listProducts,
  },
  {
    method: "GET",
    pattern: "/v1/integrations/integration/:integration/products/:product/plans",
    evidence: "published",
    scope: "team",
    handle: listPlans,
  },

  {
    method: "POST",
    pattern: "/v1/storage/stores/integration/direct",
    evidence: "published",
    scope: "team",
    permission: "integrationResource:create",
    handle: createStoreDirect,
  },
  { method: "GET", pattern: "/v1/storage/stores", evidence: "client", scope: "team", handle: listStores },
  { method: "GET", pattern: "/v1/storage/stores/:id", evidence: "client", scope: "team", handle: readStore },
  { method: "GET", pattern: "/storage/stores/:id", evidence: "published", scope: "open", handle: readPublicStore },
  {
    method: "DELETE",
    pattern: "/v1/storage/stores/integration/:id",
    evidence: "client",
    scope: "team",
    permission: "integrationResource:delete",
    handle: removeStore,
  },
  {
    method: "PATCH",
    pattern: "/v1/storage/stores/integration/:id",
    evidence: "report",
    scope: "team",
    permission: "integrationResource:update",
    handle: patchStore,
  },
  { method: "GET", pattern: "/v1/storage/stores/:id/secrets", evidence: "report", scope: "team", handle: readSecrets },

  {
    method: "POST",
    pattern: "/v1/integrations/installations/:installation/resources/:id/connections",
    evidence: "published",
    scope: "team",
    permission: "integrationResource:connect",
    handle: connectResource,
  },
  {
    method: "POST",
    pattern: connections,
    evidence: "client",
    scope: "team",
    permission: "integrationResource:connect",
    handle: connectStore,
  },
  { method: "GET", pattern: connections, evidence: "client", scope: "team", handle: listConnections },
  {
    method: "DELETE",
    pattern: connections,
    evidence: "client",
    scope: "team",
    permission: "integrationResource:disconnect",
    handle: deleteConnections,
  },
  {
    method: "PATCH",
    pattern: `${connections}/:connection`,
    evidence: "client",
    scope: "team",
    permission: "integrationResource:connect",
    handle: patchConnection,
  },
  {
    method: "DELETE",
    pattern: `${connections}/:connection`,
    evidence: "client",
    scope: "team",
    permission: "integrationResource:disconnect",
    handle: deleteConnection,
  },

  { method: "GET", pattern: "/v9/projects/:project", evidence: "published", scope: "team", handle: readProject },
  {
    method: "GET",
    pattern: "/v9/projects/:project/custom-environments",
    evidence: "published",
    scope: "team",
    handle: listCustomEnvironments,
  },
  {
    method: "GET",
    pattern: "/projects/:project/custom-environments",
    evidence: "client",
    scope: "team",
    handle: listCustomEnvironments,
  },
  { method: "GET", pattern: "/v10/projects/:project/env", evidence: "published", scope: "team", handle: listVariables },
  {
    method: "GET",
    pattern: "/v1/projects/:project/env/:id",
    evidence: "published",
    scope: "team",
    handle: readVariable,
  },
  { method: "GET", pattern: "/v3/env/pull/:project/:target", evidence: "client", scope: "team", handle: pullVariables },
  {
    method: "GET",
    pattern: "/v3/env/pull/:project/:target/:branch",
    evidence: "client",
    scope: "team",
    handle: pullVariables,
  },
];

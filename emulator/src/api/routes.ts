// Every route of the emulated API: who may call it, and its handler.
import { listTeams, readTeam, readToken, readUser } from "./auth.js";
import { autoProvision, nameSchema } from "./auto-provision.js";
import { readBalance, setInstallationThreshold, setThreshold } from "./billing.js";
import {
  changeInstallation,
  changeProjectAccess,
  deleteInstallation,
  readProjectAccess,
  uninstall,
} from "./change-installation.js";
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
import { installIntegration } from "./install.js";
import { listInstallations, listInstallationsWithSlugs, listProducts, readInstallation } from "./installations.js";
import { listCategories, listIntegrations, readIntegration } from "./integrations.js";
import { listPlans } from "./plans.js";
import {
  listCustomEnvironments,
  listProjects,
  listVariables,
  pullVariables,
  readProject,
  readVariable,
} from "./projects.js";
import { createClaimUrl } from "./sandbox.js";
import { listStores, patchStore, readPublicStore, readSecrets, readStore, removeStore } from "./stores.js";
import { acceptTransfer, requestTransfer } from "./transfers.js";

const connections = "/v1/storage/stores/:id/connections";
const installation = "/v1/integrations/installations/:installation";
const resource = `${installation}/resources/:id`;

export const routes: readonly Route[] = [
  { method: "GET", pattern: "/v2/user", evidence: "published", scope: "user", handle: readUser },
  { method: "GET", pattern: "/v5/user/tokens/:id", evidence: "published", scope: "user", handle: readToken },
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
    method: "POST",
    pattern: "/v2/integrations/integration/:integration/marketplace/install",
    evidence: "client",
    scope: "team",
    permission: "integrationConfiguration:create",
    handle: installIntegration,
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
    method: "PATCH",
    pattern: "/v1/integrations/configuration/:id",
    evidence: "client",
    scope: "team",
    permission: "integrationConfiguration:update",
    handle: changeInstallation,
  },
  {
    method: "POST",
    pattern: "/v2/integrations/installations/:id/uninstall",
    evidence: "client",
    scope: "team",
    permission: "integrationConfiguration:delete",
    handle: uninstall,
  },
  {
    method: "GET",
    pattern: "/v1/integrations/configuration/:id/project/:project",
    evidence: "client",
    scope: "team",
    handle: readProjectAccess,
  },
  {
    method: "POST",
    pattern: "/v1/integrations/configuration/:id/project/:project",
    evidence: "client",
    scope: "team",
    permission: "integrationConfiguration:update",
    handle: changeProjectAccess,
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
  {
    method: "POST",
    pattern: "/v1/integrations/integration/:integration/marketplace/auto-provision/:product",
    evidence: "client",
    scope: "team",
    validatedFirst: nameSchema,
    permission: "integrationResource:create",
    handle: autoProvision,
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
    pattern: `${resource}/connections`,
    evidence: "published",
    scope: "team",
    permission: "integrationResource:connect",
    handle: connectResource,
  },
  {
    method: "POST",
    pattern: `${resource}/sandbox/claim-url`,
    evidence: "client",
    scope: "team",
    permission: "integrationResource:update",
    handle: createClaimUrl,
  },
  {
    method: "POST",
    pattern: `${resource}/billing/threshold`,
    evidence: "client",
    scope: "team",
    permission: "integrationResource:update",
    handle: setThreshold,
  },
  {
    method: "POST",
    pattern: `${installation}/billing/threshold/batch`,
    evidence: "client",
    scope: "team",
    permission: "integrationConfiguration:update",
    handle: setInstallationThreshold,
  },
  {
    method: "GET",
    pattern: `${installation}/billing/balance`,
    evidence: "client",
    scope: "team",
    handle: readBalance,
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

  { method: "GET", pattern: "/v10/projects", evidence: "published", scope: "team", handle: listProjects },
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
  {
    method: "POST",
    pattern: "/projects/:project/transfer-request",
    evidence: "published",
    scope: "team",
    permission: "project:transfer",
    handle: requestTransfer,
  },
  {
    method: "PUT",
    pattern: "/projects/transfer-request/:code",
    evidence: "published",
    scope: "team",
    permission: "project:create",
    handle: acceptTransfer,
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

// The routes of projects, of their variables, and of the stores that are connected to them.
import { connectResource, connectStore, deleteConnection, deleteConnections, listConnections } from "./connections.js";
import { listCustomEnvironments, listVariables, pullVariables, readProject, readVariable } from "./projects.js";
import type { Route } from "./route.js";

const connections = "/v1/storage/stores/:id/connections";

export const projectRoutes: Route[] = [
  {
    method: "POST",
    pattern: "/v1/integrations/installations/:installation/resources/:id/connections",
    scope: "team",
    permission: "integrationResource:connect",
    handle: connectResource,
  },
  {
    method: "POST",
    pattern: connections,
    scope: "team",
    permission: "integrationResource:connect",
    handle: connectStore,
  },
  { method: "GET", pattern: connections, scope: "team", handle: listConnections },
  {
    method: "DELETE",
    pattern: connections,
    scope: "team",
    permission: "integrationResource:disconnect",
    handle: deleteConnections,
  },
  {
    method: "DELETE",
    pattern: `${connections}/:connection`,
    scope: "team",
    permission: "integrationResource:disconnect",
    handle: deleteConnection,
  },
  { method: "GET", pattern: "/v9/projects/:project", scope: "team", handle: readProject },
  {
    method: "GET",
    pattern: "/v9/projects/:project/custom-environments",
    scope: "team",
    handle: listCustomEnvironments,
  },
  { method: "GET", pattern: "/v10/projects/:project/env", scope: "team", handle: listVariables },
  { method: "GET", pattern: "/v1/projects/:project/env/:id", scope: "team", handle: readVariable },
  { method: "GET", pattern: "/v3/env/pull/:project/:target", scope: "team", handle: pullVariables },
  { method: "GET", pattern: "/v3/env/pull/:project/:target/:branch", scope: "team", handle: pullVariables },
];

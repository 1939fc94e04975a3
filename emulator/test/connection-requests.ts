// Helpers of the tests of connections: a Neon store, the initial projects, and requests that connect them.
import type { EmulatorOptions } from "vercel-marketplace-emulator";
import { type Client, NEON, type Reply, startTestEmulator } from "./client.ts";

export const WEB = "prj_AcmeWeb4Kd8Xr2Ws7Vn1Tb5Qm3Z";
export const WORKER = "prj_AcmeWorker9Hs3Lp6Yc2Fj8Rt4N";
export const DOCS = "prj_AcmeDocs1Gw7Bz5Xk4Mv9Qd2Ue6";
export const STOREFRONT = "prj_ProdShop8Nf4Cy1Ra7Lk3Wt6Zj5";
export const STAGING = "env_AcmeWebStaging7Rk2Lw9Hd4Py8C";

export const all = ["production", "preview", "development"];
export const secretNames = [
  "DATABASE_URL",
  "DATABASE_URL_UNPOOLED",
  "PGHOST",
  "PGHOST_UNPOOLED",
  "PGUSER",
  "PGPASSWORD",
  "PGDATABASE",
  "NEON_PROJECT_ID",
];

export interface Variable {
  id: string;
  key: string;
  type: string;
  target: string[];
  customEnvironmentIds: string[];
  contentHint: { storeId: string } | null;
  createdBy: string | null;
  value?: string;
}

/** An emulator with one store without connections. */
export async function startWithStore(options: EmulatorOptions = {}) {
  const { emulator, api } = await startTestEmulator(options);
  const { id } = emulator.stores.seed({ name: "db", integration: "neon", metadata: { region: "iad1" } });
  return { emulator, api, id };
}

/** The documented route. */
export function connect(api: Client, id: string, body: object, installation = NEON): Promise<Reply> {
  return api.post(`/v1/integrations/installations/${installation}/resources/${id}/connections`, body);
}

/** The undocumented route, which takes a prefix. */
export function connectWithPrefix(api: Client, id: string, body: object): Promise<Reply> {
  return api.post(connectionsOf(id), { envVarEnvironments: all, ...body });
}

export const connectionsOf = (id: string) => `/v1/storage/stores/${id}/connections`;

export function envsOf({ body }: Reply): Variable[] {
  return (body as { envs: Variable[] }).envs;
}

export function envOf({ body }: Reply): Record<string, string> {
  return (body as { env: Record<string, string> }).env;
}

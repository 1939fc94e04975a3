// Which stores of the team can be imported, and why the others cannot.
import type { Session } from "../../account/session";
import { AVAILABLE } from "../../contract/integration-store";
import { lookupInstallations } from "../../discovery/public/lookup";
import { type Connection, toConnections } from "../../lifecycle/project-connection/state";
import type { Configuration, Product } from "../../vercel/api/integrations";
import { listStores, type Store } from "../../vercel/api/stores";
import { VercelError } from "../../vercel/errors";
import { leftOutReasons } from "./messages";
import type { LeftOut, LeftOutReason } from "./result";

/** What is left out, with the arguments that its explanation needs. */
export function leaveOut<Reason extends LeftOutReason>(
  what: Omit<LeftOut, "reason" | "explanation">,
  reason: Reason,
  ...args: Parameters<(typeof leftOutReasons)[Reason]>
): LeftOut {
  const explain = leftOutReasons[reason] as (...args: unknown[]) => string;
  return { ...what, reason, explanation: explain(...args) };
}

export function storeLabel({ id, name }: Store): { resource: "store"; id: string; name: string } {
  return { resource: "store", id, name: name || id };
}

export function connectionLabel({ id, store }: Connection, project: string) {
  return { resource: "connection", id, name: `${storeLabel(store).name} in ${project}` } as const;
}

/** The team's stores of all pages and all types, by name. */
export async function listTeamStores(session: Session): Promise<Store[]> {
  const { stores } = await listStores(session.api());
  return stores.sort((a, b) => (storeLabel(a).name < storeLabel(b).name ? -1 : 1));
}

/** Why a store cannot be imported, as far as its row of the list says, which may omit the status. */
export function listedObstacle(listed: Store): LeftOut | undefined {
  return obstacleOf({ ...listed, status: listed.status ?? AVAILABLE });
}

/** Why a store cannot be imported, as far as its own response says. */
function obstacleOf(store: Store): LeftOut | undefined {
  const { type, status } = store;
  if (type !== undefined && type !== "integration") return leaveOut(storeLabel(store), "other-type", type);
  return status === AVAILABLE ? undefined : leaveOut(storeLabel(store), "not-available", status ?? "");
}

/** A store with the installation and the product that its arguments name. */
export interface Candidate {
  store: Store;
  installation: Configuration;
  product: Product;
  /** Whether a program has to name the installation, because the team has several of the integration. */
  namesInstallation: boolean;
  /** Whether a program has to name the product, because the integration has several. */
  namesProduct: boolean;
}

/** One store with its details. The cache makes one request of several calls for one store. */
export async function readStore(session: Session, listed: Store): Promise<Store | LeftOut> {
  const obstacle = listedObstacle(listed);
  if (obstacle !== undefined) return obstacle;
  const store = await unlessHidden(session.stores.get(session.account.team, listed.id, Number.NEGATIVE_INFINITY));
  if (store === undefined) return leaveOut(storeLabel(listed), "not-found");
  return obstacleOf(store) ?? store;
}

export function isLeftOut(one: object): one is LeftOut {
  return "explanation" in one;
}

/** What the arguments of a store name. A store whose product is no longer offered has no schema for its metadata. */
export async function resolveCandidate(session: Session, store: Store): Promise<Candidate | LeftOut> {
  const { product: { id, slug, integrationConfigurationId } = {} } = store;
  const all = await lookupInstallations(session);
  const present = all.filter(({ deletedAt, status }) => !deletedAt && status !== "uninstalled");
  const installation = present.find((one) => one.id === integrationConfigurationId);
  if (installation === undefined) return leaveOut(storeLabel(store), "installation-not-visible");
  const { account, catalogue } = session;
  const offered = (await unlessHidden(catalogue.products(account.team, installation.id)))?.products ?? [];
  const product = offered.find((one) => (id === undefined ? one.slug === slug : one.id === id));
  if (product === undefined) return leaveOut(storeLabel(store), "product-not-visible");
  const siblings = present.filter(({ integrationId }) => integrationId === installation.integrationId);
  const [namesInstallation, namesProduct] = [siblings.length > 1, offered.length > 1];
  return { store, installation, product, namesInstallation, namesProduct };
}

/** A connection with the project's name, which the response of the store may lack. */
export type NamedConnection = Connection & { projectName: string };

/** The connections of a store, and those that cannot be named. */
export async function listConnections(
  session: Session,
  store: Store,
): Promise<{ connections: NamedConnection[]; leftOut: LeftOut[] }> {
  const all = toConnections(store);
  const named = await Promise.all(
    all.map(async (connection) => {
      const { projectId, name } = connection.project;
      const { account, projects } = session;
      const lookup = () => unlessHidden(projects.get(account.team, projectId, Number.NEGATIVE_INFINITY));
      const projectName = name || (await lookup())?.name;
      if (projectName) return { ...connection, projectName };
      return leaveOut(connectionLabel(connection, projectId), "project-not-visible");
    }),
  );
  const count = (store.totalConnectedProjects ?? 0) - all.length;
  const label = { resource: "connection", name: `${storeLabel(store).name} in other projects`, count } as const;
  return {
    connections: named.flatMap((one) => (isLeftOut(one) ? [] : one)),
    leftOut: [...named.filter(isLeftOut), ...(count > 0 ? [leaveOut(label, "project-not-visible")] : [])],
  };
}

/** The response, or undefined for what this token does not see. Every other failure ends the command. */
async function unlessHidden<Value>(response: Promise<Value>): Promise<Value | undefined> {
  try {
    return await response;
  } catch (error) {
    if (VercelError.isInstance(error) && [403, 404, 410].includes(error.status ?? 0)) return undefined;
    throw error;
  }
}

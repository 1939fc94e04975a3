// A store and a connection as resources: the arguments of the program, and the inputs and outputs of the import file.
import type { Session } from "../../account/session";
import { slugAmong } from "../../account/teams";
import { type Metadata, type StoreArguments, type StoreInputs, storeSpecs } from "../../contract/integration-store";
import {
  BUILT_IN_ENVIRONMENTS,
  type ConnectionArguments,
  defaultEnvironments,
  isSameSet,
} from "../../contract/project-connection";
import {
  INTEGRATION_STORE_TYPE,
  PROJECT_CONNECTION_TYPE,
  PROVIDER_KEY,
  providerText,
} from "../../contract/resource-types";
import { teamOfOwner } from "../../contract/team-reference";
import { omitUndefined } from "../../contract/values";
import { validateMetadata } from "../../discovery/metadata/validate";
import { billingPlan } from "../../discovery/resolve";
import { renderIssue } from "../../errors/validation-error";
import * as storeCheck from "../../lifecycle/integration-store/check";
import * as storeState from "../../lifecycle/integration-store/state";
import * as connectionCheck from "../../lifecycle/project-connection/check";
import * as connectionState from "../../lifecycle/project-connection/state";
import type { Store } from "../../vercel/api/stores";
import { type Candidate, connectionLabel, leaveOut, type NamedConnection, storeLabel } from "./candidates";
import type { LeftOut } from "./result";

/** A resource to import, without the names that it gets in the program. */
export interface Resource<Arguments extends object> {
  type: string;
  id: string;
  /** What the program declares. */
  args: Arguments;
  /** What check returns for these arguments. */
  inputs: object;
  /** The state without secrets: a refresh or an update reads them. */
  outputs: object;
}

/** The account of an import. */
export interface ImportAccount {
  session: Session;
  /** As it was given on the command line: then the program names it, too. */
  team: string | undefined;
}

export async function toStoreResource(
  { session, team }: ImportAccount,
  candidate: Candidate,
): Promise<Resource<StoreArguments> | LeftOut> {
  const { store, installation, product, namesInstallation, namesProduct } = candidate;
  const { id: integrationConfigurationId, integrationId, slug: integrationSlug } = installation;
  const metadata = declarableMetadata(session, candidate);
  const args: StoreArguments = omitUndefined({
    integration: integrationSlug,
    integrationConfigurationId: namesInstallation ? integrationConfigurationId : undefined,
    product: namesProduct ? product.slug : undefined,
    name: store.name,
    metadata: Object.keys(metadata).length > 0 ? metadata : undefined,
    billingPlanId: paidPlanOf(store),
    teamId: team,
  });
  const [issue] = storeCheck.validate({ ...args }, args);
  if (issue !== undefined) return leaveOut(storeLabel(store), "not-declarable", renderIssue(issue));
  const inputs: StoreInputs = {
    ...args,
    ...omitUndefined({
      integrationConfigurationId,
      integrationId,
      integrationSlug,
      teamId: installation.teamId ?? teamOfOwner(installation.ownerId),
      teamSlug: slugAmong(session.account.team),
      productId: product.id,
      productSlug: product.slug,
      billingPlan: store.billingPlan && billingPlan(store.billingPlan),
    }),
  };
  const facts = await storeState.toFacts(session, store, inputs);
  // A program may omit what the server itself may have set.
  const notes = { ownerToken: storeState.newOwnerToken(), importedMetadata: Object.keys(metadata).sort() };
  const text = { [PROVIDER_KEY]: providerText("store") };
  const outputs = { ...storeState.toState(inputs, facts, notes), ...text };
  return { type: INTEGRATION_STORE_TYPE, id: store.id, args, inputs: { ...inputs, ...text }, outputs };
}

/** What a program can say about the metadata of a store: valid values of the product's schema. The rest is the server's. */
function declarableMetadata(session: Session, { store, product }: Candidate): Metadata {
  const { schema, accepted } = validateMetadata(product, store.metadata, session.catalogue.patternTimes);
  const isDeclarable = ([key, value]: [string, unknown]) =>
    schema.properties.has(key) && storeSpecs.metadata.validateMembers({ [key]: value }).length === 0;
  return Object.fromEntries(Object.entries(accepted).filter(isDeclarable)) as Metadata;
}

/** Without a plan, a program means a free one, or the one that all stores of the installation share. */
function paidPlanOf({ billingPlan: plan }: Store): string | undefined {
  return plan?.scope === "installation" || plan?.paymentMethodRequired === false ? undefined : plan?.id;
}

/** `projectId` is known; `storeId` is an expression of the program, if that declares the store. */
export async function toConnectionResource(
  { session, team }: ImportAccount,
  connection: NamedConnection,
): Promise<Resource<ConnectionArguments> | LeftOut> {
  const { id } = connection;
  const { environments: live = [], teamId: _, ...known } = connectionState.toInputs(connection);
  const environments = await withSlugs(session, connection, live);
  const defaults = defaultEnvironments(known.sensitive);
  const isDefault = isSameSet(environments, defaults);
  const given = { ...known, ...omitUndefined({ teamId: team }) };
  const args: ConnectionArguments = isDefault ? given : { ...given, environments };
  const [issue] = connectionCheck.validate({ ...args });
  const label = connectionLabel(connection, connection.projectName);
  if (issue !== undefined) return leaveOut(label, "not-declarable", renderIssue(issue));
  const inputs = { ...given, environments: isDefault ? defaults : environments };
  const state = connectionState.toState(inputs, connection, { teamSlug: slugAmong(session.account.team) });
  const text = { [PROVIDER_KEY]: providerText("connection") };
  return { type: PROJECT_CONNECTION_TYPE, id, args, inputs: { ...inputs, ...text }, outputs: { ...state, ...text } };
}

/** The environments with the slugs of custom ones, as far as the token sees them. */
async function withSlugs(
  { account, projects }: Session,
  { project, store }: NamedConnection,
  environments: readonly string[],
): Promise<string[]> {
  const builtIn: readonly string[] = BUILT_IN_ENVIRONMENTS;
  if (environments.every((name) => builtIn.includes(name))) return [...environments];
  const team = teamOfOwner(store.ownerId) ?? account.team;
  const custom = await projects.customEnvironments(team, project.projectId, Number.NEGATIVE_INFINITY);
  return environments.map((name) => custom?.find(({ id }) => id === name)?.slug ?? name);
}

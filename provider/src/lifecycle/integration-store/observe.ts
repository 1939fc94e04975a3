// Observe: a look at the stores there are, before anything is bought. A store of the same name is never doubled.

import { inWords } from "../../contract/duration";
import type { StoreInputs } from "../../contract/integration-store";
import { VercelError } from "../../vercel/errors";
import type { Store } from "../../vercel/schemas";
import type { Context } from "../core/context";
import { StoreError } from "../core/operation";
import { isHeld } from "../core/ownership";

/** What a creation is about, with everything that makes its store recognisable. */
export interface Creation {
  inputs: StoreInputs;
  name: string;
  team: string | undefined;
  installation: string;
  product: { id: string; slug: string };
}

/** What was there before. `undefined` where the server does not list stores: then nothing can be looked up either. */
export type Before = ReadonlySet<string> | undefined;

/** What two creations must not have in common: in one process they wait for one another under this name. */
export function turnOf({ installation, product, name }: Creation): string {
  return `${installation} ${product.id} ${name}`;
}

/** The ids of the stores there are; throws when one of them is the one that was to be made. */
export async function observe(context: Context, creation: Creation): Promise<Before> {
  if (context.session().stores.isUnclear(turnOf(creation))) {
    throw new StoreError(
      `An earlier creation of ${creation.name} in ${creation.installation} was not answered clearly in this run, and may ` +
        "still be carried out. Nothing was created. Wait a few minutes, then run `pulumi up` again: it looks before it " +
        "creates. If two resources of the program have this name, give one of them another name.",
    );
  }
  const stores = await listed(context, creation);
  if (stores === undefined) return undefined;
  const same = stores.find((store) => isOf(store, creation));
  if (same !== undefined) throw new StoreError(alreadyThere(context, creation, same));
  return new Set(stores.map(({ id }) => id));
}

async function listed(context: Context, { team }: Creation): Promise<Store[] | undefined> {
  try {
    return await context.session().stores.recent(team);
  } catch (error) {
    if (!VercelError.isInstance(error) || (error.status !== 403 && error.status !== 404)) throw error;
    warnOnce(context, error.status);
    return undefined;
  }
}

const warned = new WeakSet<Context>();

function warnOnce(context: Context, status: number): void {
  if (warned.has(context)) return;
  warned.add(context);
  context.log.warning(
    `The token cannot list the team's stores (${status}). New stores are created without a look whether one of their ` +
      "name is there already, and a creation that gets no clear answer cannot be looked up.",
  );
}

/** Whether a store is the one that a creation describes. A list may leave the product out: then the name decides. */
export function isOf(store: Store, { name, installation, product }: Creation): boolean {
  if (store.name !== name || (store.type !== undefined && store.type !== "integration")) return false;
  const { id, slug, integrationConfigurationId } = store.product ?? {};
  if (integrationConfigurationId !== undefined && integrationConfigurationId !== installation) return false;
  if (id !== undefined) return id === product.id;
  return slug === undefined || slug === product.slug;
}

export function alreadyThere(context: Context, { name, installation }: Creation, store: Store): string {
  if (isHeld(context, store.id)) {
    return (
      `A store named ${name} in ${installation} belongs to a resource of the program already: ${store.id}. Nothing was ` +
      "created. Give one of the two another name; where it is this one that is replaced, leave out deleteBeforeReplace: false."
    );
  }
  const madeHere = context.session().stores.madeHere(store.id);
  if (madeHere) {
    return (
      `A store named ${name} in ${installation} was made in this run already, for another resource of the program: ` +
      `${store.id}. Nothing was created. Give one of the two another name.`
    );
  }
  return (
    `A store named ${name} already exists in ${installation}: ${store.id}${age(context, store)}${use(store)}. ` +
    `Nothing was created. If it is this one (for example after an interrupted run), set adopt: "${store.id}". ` +
    "If it belongs to this stack under another logical name, keep that name by aliases: [{ name: … }]. " +
    "If it is another, choose another name."
  );
}

function age(context: Context, { createdAt }: Store): string {
  return createdAt === undefined ? "" : `, created ${inWords(context.clock.now() - createdAt)} ago`;
}

function use({ projectsMetadata }: Store): string {
  if (!projectsMetadata) return "";
  if (projectsMetadata.length === 0) return ", not connected to any project";
  return `, used by ${projectsMetadata.map(({ name, projectId }) => name ?? projectId).join(", ")}`;
}

// Chooses stores: by options, or by a prompt in a terminal.
import type { Session } from "../../account/session";
import { didYouMean } from "../../errors/validation-error";
import { toConnections } from "../../lifecycle/project-connection/state";
import type { Store } from "../../vercel/api/stores";
import { isLeftOut, listConnections, readStore, storeLabel } from "./candidates";
import { fail } from "./messages";

/** The options that choose stores. */
export interface Selection {
  all?: boolean;
  id?: readonly string[];
  name?: readonly string[];
  integration?: readonly string[];
  /** Ids or names. */
  project?: readonly string[];
}

/** By what a store is chosen: all names by which an option may name it. */
type Selector = (session: Session, store: Store) => Promise<(string | undefined)[]>;

const selectors: Record<Exclude<keyof Selection, "all">, Selector> = {
  id: async (_, { id }) => [id],
  name: async (_, { name }) => [name],
  integration: async (session, listed) => {
    // A list may omit the product.
    const { product } = listed.product?.integration === undefined ? await readOrListed(session, listed) : listed;
    const { integration, integrationConfigurationId } = product ?? {};
    return [integration?.slug, integration?.id, integrationConfigurationId];
  },
  project: async (session, listed) => {
    const store = await readOrListed(session, listed);
    const { connections } = await listConnections(session, store);
    const ids = toConnections(store).map(({ project }) => project.projectId);
    return [...ids, ...connections.map(({ projectName }) => projectName)];
  },
};

/** What cannot be imported is chosen by its row of the list, so that the result says why. */
async function readOrListed(session: Session, listed: Store): Promise<Store> {
  const store = await readStore(session, listed);
  return isLeftOut(store) ? listed : store;
}

export function isSelection({ all, ...selection }: Selection): boolean {
  return all === true || Object.keys(selectors).some((name) => name in selection);
}

/**
 * The chosen stores, also those that cannot be imported: every option narrows the choice to stores that have one of its
 * values.
 *
 * @throws an error with the code `import-selection-not-found` for a value that no store has
 */
export async function select(session: Session, stores: readonly Store[], selection: Selection): Promise<Store[]> {
  let chosen = [...stores];
  const given = Object.entries(selectors).flatMap(([name, selector]) => {
    const values = selection[name as keyof typeof selectors];
    return values === undefined ? [] : [{ option: `--${name}`, values, selector }];
  });
  for (const { option, values, selector } of given) {
    const rows = await Promise.all(stores.map(async (store) => ({ store, names: await selector(session, store) })));
    const known = [...new Set(rows.flatMap(({ names }) => names.filter((name) => name !== undefined)))];
    const unknown = values.find((value) => !known.includes(value));
    if (unknown !== undefined) {
      const options = known.map((name) => ({ value: name }));
      throw fail("import-selection-not-found", { option, value: unknown, meant: didYouMean(options, unknown) });
    }
    const matching = rows.filter(({ names }) => names.some((name) => name !== undefined && values.includes(name)));
    chosen = chosen.filter((one) => matching.some(({ store }) => store.id === one.id));
  }
  if (given.length > 0 && chosen.length === 0) {
    const selection = given.map(({ option, values }) => `${option} ${values.join(" ")}`).join(" ");
    throw fail("import-selection-empty", { selection });
  }
  return chosen;
}

/** The stores that a person chooses. @throws an error with the code `import-cancelled` */
export async function ask(candidates: readonly Store[]): Promise<Store[]> {
  if (candidates.length === 0) return [];
  const { autocompleteMultiselect, isCancel } = await import("@clack/prompts");
  const answer = await autocompleteMultiselect({
    message: "Which stores are to be imported?",
    options: candidates.map((store) => {
      const { id, name } = storeLabel(store);
      return { value: id, label: name, hint: describe(store) };
    }),
    required: true,
    maxItems: 15,
    // The result goes to stdout.
    output: process.stderr,
  });
  if (isCancel(answer)) throw fail("import-cancelled", undefined);
  return candidates.filter(({ id }) => answer.includes(id));
}

/** Integration, plan and projects of a store, as far as its row of the list has them. */
function describe(store: Store): string {
  const { product, billingPlan, id } = store;
  const projects = toConnections(store).map(({ project }) => project.name ?? project.projectId);
  return [id, product?.name, billingPlan?.name, [...new Set(projects)].join(" ")].filter(Boolean).join(", ");
}

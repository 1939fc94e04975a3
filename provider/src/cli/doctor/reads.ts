// Checks of what the token may read, of the installations, and of billing. What it may change is not checked.

import { installPage } from "../../discovery/marketplace";
import { nextStepOf, teamPage } from "../../errors/render";
import { listConnectionIds } from "../../vercel/api/connections";
import { listBalances, listOffers, listPlans } from "../../vercel/api/integrations";
import { getProject, listVariables, pullEnvironment } from "../../vercel/api/projects";
import { getStoreSecrets } from "../../vercel/api/stores";
import { responseOrError, VercelError } from "../../vercel/errors";
import { roleOf } from "./account";
import { type Check, checksIn, describe, failed, NotChecked, ok, warning } from "./check";
import { type Facts, isOfMarketplace, required } from "./facts";

const permission = checksIn<Facts>("Permissions");
const installation = checksIn<Facts>("Installations");
const billing = checksIn<Facts>("Billing");
const route = checksIn<Facts>("Undocumented routes", {
  "list-connections": "A store whose connections cannot be listed is not deleted if its response does not have them.",
  "read-secrets": "The output `secrets` of stores stays empty. Connect the store to a project, and use `values`.",
  "pull-variables":
    "The output `values` of connections takes a request for each variable, and the right to decrypt it.",
  catalogue: "`discover --all` does not work. The catalogue is also at https://vercel.com/marketplace.",
});

const changes = {
  "create-store": "Create a store",
  "delete-store": "Delete a store",
  "connect-project": "Connect a project",
  "change-connection": "Change a connection",
  "disconnect-project": "Disconnect a project",
};

export const readChecks: readonly Check<Facts>[] = [
  permission("read-installations", "Read installations", async (facts) =>
    counted((await facts.installations()).length),
  ),
  permission("read-plans", "Read plans", async (facts) => {
    for (const { id, integrationId } of await facts.readyInstallations()) {
      const [product] = (await required(facts.products(id), "the products")).products;
      if (product === undefined) continue;
      const request = { integrationId, integrationConfigurationId: id, productId: product.id, metadata: {} };
      const plans = await facts.ask((api) => listPlans(api, request));
      return ok(`${plans.length} of ${product.slug}`);
    }
    throw new NotChecked("no installation has products");
  }),
  permission("read-store", "Read a store", async (facts) => {
    const { name, id } = await facts.store();
    return ok(`${name ?? "store"} (${id})`);
  }),
  permission("read-project", "Read a project", async (facts) => {
    const { id } = await facts.project();
    const { name } = await facts.ask((api) => getProject(api, id));
    return ok(`${name ?? "project"} (${id})`);
  }),
  permission("read-variables", "Read its variables", async (facts) => {
    const { id } = await facts.project();
    return counted((await facts.ask((api) => listVariables(api, id))).length);
  }),
  ...Object.entries(changes).map(([id, title]) =>
    permission(id, title, async (facts) => {
      const role = await roleOf(facts);
      throw new NotChecked(`only a change can tell${role === undefined ? "" : `; the role is ${role}`}`);
    }),
  ),

  installation("installations", "State", async (facts) => {
    const all = await required(facts.installations(), "the list of installations");
    const slugs = all.filter(({ ready }) => ready).map(({ integration }) => integration);
    const others = all.filter(({ ready, state, integration: slug }) => {
      return !ready && !(state === "uninstalled" && slugs.includes(slug));
    });
    const [first] = others;
    if (all.length === 0) {
      const next = "`npx pulumi-vercel-marketplace discover --all` lists what can be installed.";
      return warning("nothing is installed from the Marketplace", next);
    }
    if (first === undefined) return ok(`${slugs.length} ready: ${[...new Set(slugs)].join(", ")}`);
    const team = await facts.teamSlug();
    const page = first.state === "uninstalled" ? installPage(first.integration, team) : teamPage("integrations", team);
    const states = others.map(({ integration: slug, id, state }) => `${slug} (${id}) is ${state}`);
    return warning([`${slugs.length} ready`, ...states].join("; "), `It accepts no new stores. See ${page}`);
  }),
  installation("products", "Products", async (facts) => {
    const ready = await facts.readyInstallations();
    const answers = await Promise.all(ready.map(({ id }) => responseOrError(facts.products(id))));
    const errors = answers.filter((answer) => VercelError.isInstance(answer));
    const [error] = errors;
    const readable = `readable for ${ready.length - errors.length} of ${ready.length} installations`;
    return error === undefined ? ok(readable) : failed(`${readable}: ${describe(error)}`, nextStepOf(error));
  }),

  route("list-stores", "List of stores", async (facts) => {
    const stores = await responseOrError(facts.stores());
    if (!VercelError.isInstance(stores)) return counted(stores.filter(isOfMarketplace).length);
    return facts.settings.account?.createWithoutList
      ? warning(describe(stores), "createWithoutList is set: a creation does not find a store of the same name.")
      : failed(describe(stores), `No store can be created. ${nextStepOf(stores)} Or set vercel:createWithoutList.`);
  }),
  route("store-connections", "Connections of a store", async (facts) => {
    const { projectsMetadata } = await required(facts.store(), "a store");
    if (projectsMetadata !== undefined) return counted(projectsMetadata.length);
    return warning("the response has none", "A ProjectConnection cannot be created or read.");
  }),
  route("list-connections", "List of connections", async (facts) => {
    const { id } = await required(facts.store(), "a store");
    return counted((await facts.ask((api) => listConnectionIds(api, id))).length);
  }),
  route("read-secrets", "Secrets of a store", async (facts) => {
    const { id } = await required(facts.store(), "a store");
    return counted(Object.keys(await facts.ask((api) => getStoreSecrets(api, id))).length);
  }),
  route("pull-variables", "Values of variables", async (facts) => {
    const { id, environment } = await facts.project();
    const values = await facts.ask((api) => pullEnvironment(api, id, environment));
    return ok(`${Object.keys(values).length} in ${environment}`);
  }),
  route("catalogue", "Catalogue", async (facts) => counted((await facts.ask(listOffers)).length)),

  billing("payment-method", "Payment method", async (facts) => {
    const page = teamPage("settings/billing", await facts.teamSlug());
    return { status: "not checked", detail: "no route shows it", next: `Paid plans need one. See ${page}` };
  }),
  billing("prepaid-balance", "Prepaid credits", async (facts) => {
    const answers = await Promise.all(
      (await facts.readyInstallations()).map(async ({ id, integration: slug }) => {
        const balances = await responseOrError(facts.ask((api) => listBalances(api, id)));
        return VercelError.isInstance(balances) ? balances : balances.map((one) => ({ slug, ...one }));
      }),
    );
    const balances = answers.flatMap((answer) => (VercelError.isInstance(answer) ? [] : answer));
    const error = answers.find((answer) => VercelError.isInstance(answer));
    if (error !== undefined && balances.length === 0) throw new NotChecked(describe(error));
    const amounts = balances.map(({ slug, resourceId, currencyValueInCents: cents }) => {
      return `${slug}${resourceId === undefined ? "" : ` (${resourceId})`}: $${(cents / 100).toFixed(2)}`;
    });
    const isEmpty = balances.some(({ currencyValueInCents }) => currencyValueInCents <= 0);
    if (!isEmpty) return ok(amounts.join(", ") || "none");
    return warning(amounts.join(", "), `Buy credits. See ${teamPage("integrations", await facts.teamSlug())}`);
  }),
];

function counted(count: number) {
  return ok(`${count} found`);
}

// What a team can create: each integration with its installations, products and plans, and a program for one store.
import type { Session } from "../../account/session";
import { omitUndefined } from "../../contract/values";
import { describeInstallation, describePlan, describeProduct } from "../../discovery/public/describe";
import { lookupInstallation, lookupInstallations } from "../../discovery/public/lookup";
import type { MarketplaceInstallation } from "../../discovery/public/types";
import { resolveProduct } from "../../discovery/resolve-product-and-plan";
import { render } from "../../errors/render";
import type { InstallationProducts } from "../../vercel/api/integrations";
import { VercelError } from "../../vercel/errors";
import { chooseExample, type ExampleSource, type ExampleStore, formatProgram } from "./example";
import type { IntegrationOverview, Overview } from "./result";

export interface OverviewRequest {
  integration: string | undefined;
  product: string | undefined;
  /** The team of the command line. The program must set it: its stack config and environment may not have it. */
  teamArgument: string | undefined;
}

export async function createOverview(session: Session, request: OverviewRequest): Promise<Overview> {
  const all = (await lookupInstallations(session)).map(describeInstallation);
  const selected = all.filter((installation) => isSelected(installation, request.integration));
  // Fails like a preview, with the reason and the valid values.
  if (request.integration !== undefined && selected.length === 0) {
    await lookupInstallation(session, request.integration);
  }
  const slugs = [...new Set(selected.map(({ integration }) => integration))];
  const listings = await Promise.all(
    slugs.map(async (integration) => {
      const installations = selected.filter((one) => one.integration === integration);
      const { examples, ...listing } = await listProducts(session, installations, request);
      // If the team has several installations, the program must set one, even if the command named one.
      const isAmbiguous = all.filter((one) => one.ready && one.integration === integration).length > 1;
      return {
        overview: { integration, name: installations[0]?.name ?? integration, installations, ...listing },
        examples: isAmbiguous ? examples : examples.map(({ installation: _, ...example }) => example),
      };
    }),
  );
  return {
    ...omitUndefined({ team: session.account.team }),
    integrations: listings.map(({ overview }) => overview),
    ...programOf(
      listings.flatMap((listing) => listing.examples),
      request,
    ),
  };
}

/** The program for one of the examples. */
export function programOf(
  examples: readonly ExampleStore[],
  { teamArgument }: OverviewRequest,
): Pick<Overview, "program" | "toBeSet"> {
  const example = examples.find(({ billingPlanId }) => billingPlanId === undefined) ?? examples[0];
  if (example === undefined) return { toBeSet: [] };
  return { program: formatProgram(example, teamArgument), toBeSet: example.toBeSet };
}

function isSelected({ id, integration, integrationId, state }: MarketplaceInstallation, given: string | undefined) {
  return state !== "uninstalled" && (given === undefined || [id, integration, integrationId].includes(given));
}

interface Listing extends Pick<IntegrationOverview, "products" | "problem"> {
  /** One store for each product that has a plan, with installation and product. */
  examples: ExampleStore[];
}

/** If everything is listed, a partner whose products cannot be read does not hide the others. */
async function listProducts(
  session: Session,
  installations: readonly MarketplaceInstallation[],
  request: OverviewRequest,
): Promise<Listing> {
  const installation = installations.find(({ ready }) => ready);
  if (installation === undefined) return { products: [], problem: "It accepts no new stores.", examples: [] };
  try {
    return await listOffered(session, await session.catalogue.products(session.account.team, installation.id), {
      ...request,
      source: installation,
    });
  } catch (error) {
    if (request.integration !== undefined || !VercelError.isInstance(error)) throw error;
    return { products: [], problem: render(error), examples: [] };
  }
}

/** The products of an integration, or the one that is requested. */
export async function listOffered(
  session: Session,
  offered: InstallationProducts,
  { product, source }: OverviewRequest & { source: ExampleSource },
): Promise<Omit<Listing, "problem">> {
  const selected = product === undefined ? offered.products : [resolveProduct(offered, product)];
  const listed = await Promise.all(
    selected.map(async (one) => {
      const { plans, example } = await chooseExample(session, source, one);
      return { overview: { ...describeProduct(one), plans: plans.map(describePlan) }, example };
    }),
  );
  const examples = listed.flatMap(({ example }) => example ?? []);
  return {
    products: listed.map(({ overview }) => overview),
    examples: offered.products.length > 1 ? examples : examples.map(({ product: _, ...example }) => example),
  };
}

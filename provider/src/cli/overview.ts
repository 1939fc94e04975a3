// What a team can create: each integration with its installations, products and plans, and a program for one store.
import type { Session } from "../account/session";
import { omitUndefined } from "../contract/values";
import {
  describeInstallation,
  describePlan,
  describeProduct,
  type MarketplaceInstallation,
  type MarketplacePlan,
  type MarketplaceProduct,
} from "../discovery/public/describe";
import { lookupInstallation, lookupInstallations, lookupProduct } from "../discovery/public/lookup";
import { render } from "../errors/render";
import type { Product } from "../vercel/api/integrations";
import { VercelError } from "../vercel/errors";
import { chooseExample, type ExampleStore, formatProgram } from "./example";

export interface ProductOverview extends MarketplaceProduct {
  plans: MarketplacePlan[];
}

export interface IntegrationOverview {
  integration: string;
  name: string;
  installations: MarketplaceInstallation[];
  products: ProductOverview[];
  /** Why the products are not listed. */
  problem?: string;
}

/** The output of `discover --json`. */
export interface Overview {
  /** As it was given; absent for the token's default team. */
  team?: string;
  integrations: IntegrationOverview[];
  /** A program that creates one store. */
  program?: string;
  /** The metadata properties that the program leaves to the user. */
  toBeSet: string[];
}

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
  const examples = listings.flatMap((listing) => listing.examples);
  const example = examples.find(({ billingPlanId }) => billingPlanId === undefined) ?? examples[0];
  return {
    ...omitUndefined({ team: session.account.team }),
    integrations: listings.map(({ overview }) => overview),
    ...omitUndefined({ program: example && formatProgram(example, request.teamArgument) }),
    toBeSet: example?.toBeSet ?? [],
  };
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
    const { products: all } = await session.catalogue.products(session.account.team, installation.id);
    const selected =
      request.product === undefined ? all : [await lookupProduct(session, installation.id, request.product)];
    const listed = await Promise.all(selected.map((product) => listPlans(session, installation, product)));
    const examples = listed.flatMap(({ example }) => example ?? []);
    return {
      products: listed.map(({ overview }) => overview),
      examples: all.length > 1 ? examples : examples.map(({ product: _, ...example }) => example),
    };
  } catch (error) {
    if (request.integration !== undefined || !VercelError.isInstance(error)) throw error;
    return { products: [], problem: render(error), examples: [] };
  }
}

async function listPlans(session: Session, installation: MarketplaceInstallation, product: Product) {
  const { plans, example } = await chooseExample(session, installation, product);
  const overview: ProductOverview = { ...describeProduct(product), plans: plans.map(describePlan) };
  return { overview, example };
}

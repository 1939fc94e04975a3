// What a team can create: its installations, their products, and the products' plans; and what it could install. Cached
// for the process.
import { canonicalText } from "../contract/values";
import type { ApiClient } from "../vercel/api/client";
import type { Configuration, Offer, Plan } from "../vercel/api/integrations";
import {
  type InstallationProducts,
  listConfigurations,
  listOffers,
  listPlans,
  listProducts,
  type PlansRequest,
} from "../vercel/api/integrations";
import type { Clock } from "../vercel/clock";
import { responseOrError, type VercelError } from "../vercel/errors";
import { Cache, type CacheOptions } from "./cache";

/** Fifty stores of one product and metadata cost three requests. */
export class Catalogue {
  private readonly configurations: Cache<Configuration[]>;
  private readonly productLists: Cache<InstallationProducts>;
  private readonly planLists: Cache<Plan[]>;
  private readonly offerLists: Cache<Offer[] | VercelError>;
  /** Milliseconds that the evaluations of each pattern have taken. A pattern that is too slow is not evaluated again. */
  readonly patternTimes = new Map<string, number>();

  constructor(
    private readonly api: (team: string | undefined) => ApiClient,
    private readonly clock: Clock,
    /** How old a response may be. Default: as old as the process. */
    private readonly maxAgeSeconds = Number.POSITIVE_INFINITY,
  ) {
    this.configurations = new Cache(clock);
    this.productLists = new Cache(clock);
    this.planLists = new Cache(clock);
    this.offerLists = new Cache(clock);
  }

  installations(team: string | undefined): Promise<Configuration[]> {
    return this.configurations.get(team ?? "", this.recent(), () => listConfigurations(this.api(team)));
  }

  products(team: string | undefined, integrationConfigurationId: string): Promise<InstallationProducts> {
    // An installation belongs to one team, which may be named by its id or its slug.
    return this.productLists.get(integrationConfigurationId, this.recent(), () =>
      listProducts(this.api(team), integrationConfigurationId),
    );
  }

  plans(team: string | undefined, request: PlansRequest): Promise<Plan[]> {
    return this.planLists.get(canonicalText([team ?? null, request]), this.recent(), () =>
      listPlans(this.api(team), request),
    );
  }

  /** What the team could install; or why it cannot be listed, so that many resources with the same error ask once. */
  offers(team: string | undefined): Promise<Offer[] | VercelError> {
    return this.offerLists.get(team ?? "", this.recent(), () => responseOrError(listOffers(this.api(team))));
  }

  private recent(): CacheOptions {
    return { notBefore: this.clock.monotonic() - this.maxAgeSeconds * 1000 };
  }
}

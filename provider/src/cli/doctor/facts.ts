// What the checks of an account ask. Each request is sent once, and none after an outage.
import { Session } from "../../account/session";
import { describeInstallation } from "../../discovery/public/describe";
import { lookupInstallations } from "../../discovery/public/lookup";
import type { MarketplaceInstallation } from "../../discovery/public/types";
import type { ApiClient } from "../../vercel/api/client";
import type { InstallationProducts } from "../../vercel/api/integrations";
import { getFirstProject } from "../../vercel/api/projects";
import { getStore, listStores, type Store } from "../../vercel/api/stores";
import { getTeam, getToken, getUser, type Team, type Token, type User } from "../../vercel/api/teams";
import { systemClock } from "../../vercel/clock";
import { responseOrError, VercelError } from "../../vercel/errors";
import { type Account, readTimingSettings } from "../../vercel/settings";
import type { ApiResponse } from "../../vercel/transport";
import type { CommandAccount } from "../account/account";
import { NotChecked } from "./check";

/** The account's settings, or why they cannot be used. */
export interface Settings {
  account?: Account;
  sources: CommandAccount["sources"];
  problem?: unknown;
  /** What reading them reported. */
  notes: readonly string[];
}

/** The answers that all others depend on. */
export interface Access {
  user: ApiResponse<User> | VercelError;
  token: ApiResponse<Token> | VercelError;
  /** The account's team, or the default team of the user. Undefined if neither is known. */
  team: Team | VercelError | undefined;
  /** How all of these requests failed. `rejected`: the API responded, and accepts the token for none of them. */
  problem?: { isRejected: boolean; error: VercelError };
}

/** After this time, nothing more is asked. */
const LIMIT_SECONDS = 30;
/** How long one request is tried, and how long a rate limit may last. */
const REQUEST_SECONDS = 10;

export class Facts {
  private readonly session: Session | undefined;
  private readonly started = systemClock.monotonic();
  private outage = false;

  constructor(
    readonly settings: Settings,
    onPause: (message: string) => void,
  ) {
    const { account } = settings;
    if (account === undefined) return;
    const timings = readTimingSettings(process.env);
    const requestSeconds = Math.min(timings.requestSeconds, REQUEST_SECONDS);
    const limited = { ...timings, requestSeconds, rateLimitBudgetSeconds: REQUEST_SECONDS };
    this.session = new Session({ account, timings: limited, clock: systemClock, onPause });
  }

  readonly access = once(async (): Promise<Access> => {
    const { session } = this;
    if (session === undefined) throw new NotChecked("it requires the settings above");
    const api = session.userApi();
    const { team: given } = session.account;
    const [user, token, named] = await Promise.all([
      responseOrError(getUser(api)),
      responseOrError(getToken(api)),
      given === undefined ? undefined : responseOrError(getTeam(api, given)),
    ]);
    const errors = [user, token, named].filter((one) => VercelError.isInstance(one));
    const rejection = errors.find(({ kind }) => kind === "unauthorized" || kind === "forbidden");
    const error = rejection ?? errors[0];
    if (error !== undefined && errors.length === (given === undefined ? 2 : 3)) {
      return { user, token, team: named, problem: { isRejected: rejection !== undefined, error } };
    }
    const defaultTeam = VercelError.isInstance(user) ? undefined : user.data.defaultTeamId;
    const isDefault = named === undefined && defaultTeam !== undefined;
    return { user, token, team: isDefault ? await responseOrError(getTeam(api, defaultTeam)) : named };
  });

  /** The answers of an API that accepts the token. @throws {@link NotChecked} */
  async accepted(): Promise<Access> {
    const access = await this.access();
    if (access.problem?.isRejected) throw new NotChecked("the token is not accepted");
    if (access.problem !== undefined) throw new NotChecked("the API gives no usable response");
    return access;
  }

  /** The slugs of the teams that the token sees: it does not see the account's. Empty if they cannot be read. */
  async otherTeams(): Promise<string[]> {
    const teams = await this.session?.teams.list().catch(() => []);
    return (teams ?? []).slice(0, 20).map(({ slug, id }) => slug ?? id);
  }

  /** Sends a request, if the token sees the team. @throws {@link NotChecked} if it is not sent */
  async ask<Response>(request: (api: ApiClient, session: Session) => Promise<Response>): Promise<Response> {
    const { team } = await this.accepted();
    if (VercelError.isInstance(team)) throw new NotChecked("the team cannot be read");
    if (this.outage) throw new NotChecked("an earlier request got no response");
    if (systemClock.monotonic() - this.started > LIMIT_SECONDS * 1000) {
      throw new NotChecked(`the checks took more than ${LIMIT_SECONDS} seconds`);
    }
    const session = this.session as Session;
    try {
      return await request(session.api(), session);
    } catch (error) {
      if (VercelError.isInstance(error) && error.status === undefined) this.outage = true;
      throw error;
    }
  }

  /** The installations from the Marketplace, in every state. */
  readonly installations = once(() =>
    this.ask(async (_, session) => (await lookupInstallations(session)).map(describeInstallation)),
  );

  readonly stores = once(() => this.ask(async (api) => (await listStores(api)).stores));

  /** A store of the Marketplace. One that is connected to a project can be checked for more. */
  readonly store = once(async () => {
    const all = await required(this.stores(), "the list of stores");
    const ours = all.filter(isOfMarketplace);
    const chosen = ours.find(({ totalConnectedProjects = 0 }) => totalConnectedProjects > 0) ?? ours[0];
    if (chosen === undefined) throw new NotChecked("the team has no store yet");
    return this.ask((api) => getStore(api, chosen.id));
  });

  /** A project: one that the store is connected to, else the first of the team; and an environment of the connection. */
  readonly project = once(async (): Promise<{ id: string; environment: string }> => {
    const store = await this.store().catch(() => undefined);
    const [connected] = store?.projectsMetadata ?? [];
    if (connected !== undefined) {
      return { id: connected.projectId, environment: connected.environments?.[0] ?? "development" };
    }
    const first = await required(this.ask(getFirstProject), "the list of projects");
    if (first === undefined) throw new NotChecked("the team has no project yet");
    return { id: first.id, environment: "development" };
  });

  /** The products of an installation. */
  products(id: string): Promise<InstallationProducts> {
    return this.ask((_, { catalogue, account }) => catalogue.products(account.team, id));
  }

  async readyInstallations(): Promise<MarketplaceInstallation[]> {
    const all = await required(this.installations(), "the list of installations");
    const ready = all.filter((one) => one.ready);
    if (ready.length === 0) throw new NotChecked("no installation is ready");
    return ready;
  }

  /** How pages of Vercel name the team. */
  async teamSlug(): Promise<string | undefined> {
    const { team } = await this.access();
    return VercelError.isInstance(team) ? undefined : team?.slug;
  }
}

/** The answer to the question of another check, which shows the failure. */
export async function required<Answer>(answer: Promise<Answer>, what: string): Promise<Answer> {
  const given = await responseOrError(answer);
  if (VercelError.isInstance(given)) throw new NotChecked(`it requires ${what}`);
  return given;
}

/** The list has stores of other types, such as blob. */
export function isOfMarketplace({ type }: Store): boolean {
  return type === undefined || type === "integration";
}

function once<Value>(load: () => Promise<Value>): () => Promise<Value> {
  let value: Promise<Value> | undefined;
  return () => {
    value ??= load();
    return value;
  };
}

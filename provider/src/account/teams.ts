// Teams have an id and a slug, and programs and settings may use either: both name the same team.
import { isTeamId } from "../contract/team-reference";
import { isUnknown } from "../contract/values";
import { ApiClient } from "../vercel/api/client";
import { listStores, type Store } from "../vercel/api/stores";
import { getTeam, type ListedTeam, listTeams } from "../vercel/api/teams";
import type { Clock } from "../vercel/clock";
import { VercelError } from "../vercel/errors";
import type { Transport } from "../vercel/transport";
import { Cache } from "./cache";

/** A team as a state records it. */
export interface KnownTeam {
  id: string | undefined;
  slug?: string | undefined;
}

export class Teams {
  private readonly api: ApiClient;
  private readonly slugs: Cache<string | undefined>;
  private readonly lists: Cache<ListedTeam[]>;
  private readonly storeLists: Cache<Store[]>;
  private readonly rejections: Cache<VercelError | undefined>;

  constructor(
    private readonly transport: Transport,
    clock: Clock,
  ) {
    this.api = new ApiClient(transport, undefined);
    this.slugs = new Cache(clock);
    this.lists = new Cache(clock);
    this.storeLists = new Cache(clock);
    this.rejections = new Cache(clock);
  }

  /** The slug of a team, or undefined if it cannot be read. */
  async slugOf(teamId: string): Promise<string | undefined> {
    return this.slugs.get(teamId, {}, () =>
      getTeam(this.api, teamId).then(
        ({ slug }) => slug,
        () => undefined,
      ),
    );
  }

  /** How Vercel rejects a team, by its id or slug, for this token; undefined if it does not, or does not say. */
  rejectionOf(team: string): Promise<VercelError | undefined> {
    return this.rejections.get(team, {}, async () => {
      const error: unknown = await getTeam(this.api, team).then(
        () => undefined,
        (thrown) => thrown,
      );
      const kinds: readonly string[] = ["unauthorized", "forbidden", "not found"];
      return VercelError.isInstance(error) && kinds.includes(error.kind) ? error : undefined;
    });
  }

  /**
   * Whether an id or slug names a known team. Requests the slug only if the state does not have it; undefined if it
   * cannot be read.
   */
  async isSame({ id, slug }: KnownTeam, team: string): Promise<boolean | undefined> {
    if (id === undefined) return slug === team;
    if (isTeamId(team)) return team === id;
    if (team === slug) return true;
    const actual = await this.slugOf(id);
    return actual === undefined ? undefined : actual === team;
  }

  /** The teams of the token, as of the first call in this process. */
  list(): Promise<ListedTeam[]> {
    return this.lists.get("", {}, () => listTeams(this.api));
  }

  /** The stores of a team, or of the token's default team or personal account, as of the first call in this process. */
  stores(team: string | undefined): Promise<Store[]> {
    return this.storeLists.get(
      team ?? "",
      {},
      async () => (await listStores(new ApiClient(this.transport, team))).stores,
    );
  }
}

/** The first of these names of one team that is a known slug. */
export function slugAmong(...names: (string | undefined)[]): string | undefined {
  return names.find((name) => name !== undefined && !isTeamId(name) && !isUnknown(name));
}

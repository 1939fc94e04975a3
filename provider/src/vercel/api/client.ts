// A client of the API for one team. The functions beside this file are its routes.
import { z } from "zod";
import { isTeamId } from "../../contract/team-reference";
import type { ApiPath } from "../path";
import type { ApiRequest, ApiResponse, Transport } from "../transport";

type RequestOptions = Partial<
  Pick<ApiRequest<z.ZodType>, "query" | "deadlineSeconds" | "confidential" | "mayBeSent" | "retryRateLimit">
>;

export class ApiClient {
  constructor(
    private readonly transport: Transport,
    /** `team_…` or a slug; absent: the token's default team. */
    readonly team: string | undefined,
  ) {}

  async get<Schema extends z.ZodType>(
    path: ApiPath,
    schema: Schema,
    options: RequestOptions = {},
  ): Promise<ApiResponse<z.output<Schema>>> {
    return this.transport.send({ method: "GET", path, schema, ...options, query: this.query(options) });
  }

  async post<Schema extends z.ZodType>(
    path: ApiPath,
    body: Record<string, unknown>,
    schema: Schema,
    options: RequestOptions = {},
  ): Promise<ApiResponse<z.output<Schema>>> {
    return this.transport.send({ method: "POST", path, body, schema, ...options, query: this.query(options) });
  }

  /** Nothing is read from the response. */
  async delete(path: ApiPath): Promise<void> {
    await this.transport.send({ method: "DELETE", path, schema: z.unknown(), query: this.query({}) });
  }

  /** `teamId` for an id, `slug` for a slug; neither for the token's default team. */
  private query({ query = {} }: RequestOptions): Record<string, string | undefined> {
    if (this.team === undefined) return query;
    return { ...query, ...(isTeamId(this.team) ? { teamId: this.team } : { slug: this.team }) };
  }
}

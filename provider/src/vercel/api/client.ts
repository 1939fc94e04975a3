// A client of the API for one team. The functions beside this file are its routes.
import { z } from "zod";
import { isTeamId } from "../../contract/team-reference";
import { VercelError } from "../errors";
import type { ApiPath } from "../path";
import type { ApiRequest, ApiResponse, Transport } from "../transport";
import { wellFormed } from "./tolerant";

type Query = Record<string, string | undefined>;
type RequestOptions = Partial<
  Pick<ApiRequest<z.ZodType>, "query" | "deadlineSeconds" | "confidential" | "verbatim" | "retryRateLimit">
>;

/** The largest number of pages of one list. A list that does not end fails. */
const MAX_PAGES = 200;

/** A malformed `pagination` makes the page unreadable: more rows may follow. */
const paginationSchema = z.object({ next: z.union([z.number(), z.string()]).nullish() }).nullish();

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

  /**
   * All rows of a list, page after page. It fails as a whole if a page cannot be read. A row that does not have the form
   * of `row` is left out: it is of another type, or cannot be named.
   *
   * @param key where the rows are in the response; `isBare` if they may also be the response itself
   */
  async list<Row extends z.ZodType<{ id?: string | undefined }>>(
    path: ApiPath,
    { key, row, isBare = false, query = {}, ...options }: RequestOptions & { key: string; row: Row; isBare?: boolean },
  ): Promise<ApiResponse<z.output<Row>[]>> {
    const pageSchema = z.object({ [key]: z.array(z.unknown()), pagination: paginationSchema });
    const bareSchema = z.array(z.unknown()).transform((rows) => ({ [key]: rows, pagination: undefined }));
    const schema = isBare ? z.union([pageSchema, bareSchema]) : pageSchema;
    const found: z.output<Row>[] = [];
    // Rows move between pages while they are read.
    const ids = new Set<string>();
    const cursors = new Set<string>();
    for (let cursor: string | undefined; ; ) {
      const { data, serverTime } = await this.get(path, schema, { ...options, query: { ...query, until: cursor } });
      for (const one of wellFormed(row, data[key] as unknown[])) {
        if (one.id === undefined || !ids.has(one.id)) found.push(one);
        if (one.id !== undefined) ids.add(one.id);
      }
      const next = (data.pagination as z.output<typeof paginationSchema>)?.next ?? "";
      if (next === "") return { data: found, serverTime };
      cursor = String(next);
      if (cursors.has(cursor) || cursors.size === MAX_PAGES - 1) throw endless(path);
      cursors.add(cursor);
    }
  }

  async post<Schema extends z.ZodType>(
    path: ApiPath,
    body: Record<string, unknown>,
    schema: Schema,
    options: RequestOptions = {},
  ): Promise<ApiResponse<z.output<Schema>>> {
    return this.transport.send({ method: "POST", path, body, schema, ...options, query: this.query(options) });
  }

  /** Nothing is read from the response, and every value of the body may be in a message. */
  async patch(path: ApiPath, body: Record<string, unknown>): Promise<void> {
    const request = { path, body, schema: z.unknown(), confidential: [] };
    await this.transport.send({ method: "PATCH", ...request, query: this.query({}) });
  }

  /** Nothing is read from the response. */
  async delete(path: ApiPath): Promise<void> {
    await this.transport.send({ method: "DELETE", path, schema: z.unknown(), query: this.query({}) });
  }

  /** `teamId` for an id, `slug` for a slug; neither for the token's default team. */
  private query({ query = {} }: RequestOptions): Query {
    if (this.team === undefined) return query;
    return { ...query, ...(isTeamId(this.team) ? { teamId: this.team } : { slug: this.team }) };
  }
}

function endless(path: ApiPath): VercelError {
  const detail = `the list does not end: a page repeats, or there are more than ${MAX_PAGES}`;
  return new VercelError({ kind: "unexpected form", outcome: "unknown", method: "GET", path, status: 200, detail });
}

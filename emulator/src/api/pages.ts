// A list as an answer: whole, or one page of it. Cursors look like the API's: times, of which each page has an earlier one.
import type { Answer } from "../net/exchange.js";
import type { ExtraRows, ServerState } from "../state/world.js";
import { badRequest } from "./errors.js";
import { ok } from "./handler.js";

const NEWEST = 1_790_000_000_000;

interface Pagination {
  count: number;
  next: number | null;
  prev: number | null;
}

/** The rows under their key. In pages, `pagination` is beside them, and `until` asks for the page after that. */
export function listAnswer(
  { world, behaviour }: ServerState,
  query: Record<string, string>,
  key: keyof ExtraRows,
  own: readonly unknown[],
  rest: object = {},
): Answer {
  const rows = [...own, ...world.extraRows[key]];
  if (behaviour.pageSize === null) return ok({ ...rest, [key]: rows });
  const { page, pagination } = pageOf(rows, query, behaviour.pageSize);
  return ok({ ...rest, [key]: page, pagination });
}

export function pageOf(rows: readonly unknown[], query: Record<string, string>, pageSize: number) {
  const cursor = query.until ?? query.next ?? query.from;
  const start = cursor === undefined ? 0 : NEWEST - Number(cursor);
  const limit = query.limit === undefined ? pageSize : Number(query.limit);
  if (!(start >= 0 && limit >= 1)) throw badRequest("Invalid pagination parameters");
  const end = start + Math.min(limit, pageSize);
  const page = rows.slice(start, end);
  const pagination: Pagination = {
    count: page.length,
    next: end < rows.length ? NEWEST - end : null,
    prev: start > 0 ? NEWEST - Math.max(0, start - limit) : null,
  };
  return { page, pagination };
}

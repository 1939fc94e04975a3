// A request that is refused: its status, and the code and message of its body.

export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** More fields of the error body, such as `limit`. */
    readonly extra: Record<string, unknown> = {},
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
  }
}

export const badRequest = (message: string) => new Refusal(400, "bad_request", message);
export const paymentRequired = (message: string) => new Refusal(402, "payment_required", message);
export const forbidden = (message = "Not authorized") => new Refusal(403, "forbidden", message);
export const notFound = (resource: string, id: string) =>
  new Refusal(404, "not_found", `Could not find the ${resource}: ${id}`);
export const conflict = (message: string) => new Refusal(409, "conflict", message);

// An error of the API: its status, and the code and message of its body.

export class ApiError extends Error {
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

  get body(): unknown {
    return { error: { code: this.code, message: this.message, ...this.extra } };
  }
}

export const badRequest = (message: string) => new ApiError(400, "bad_request", message);
export const paymentRequired = (message: string) => new ApiError(402, "payment_required", message);
export const forbidden = (message = "Not authorized") => new ApiError(403, "forbidden", message);
export const notFound = (resource: string, id: string) =>
  new ApiError(404, "not_found", `Could not find the ${resource}: ${id}`);
export const unknownPath = () => new ApiError(404, "not_found", "The requested path could not be found");
export const conflict = (message: string) => new ApiError(409, "conflict", message);

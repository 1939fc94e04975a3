// What a fault is: where it applies, what it does, and how often. Tests and control routes use the same format.
import { z } from "zod";

const common = {
  /** `POST /v1/storage/stores/integration/direct`, a pattern without a method, a path, or with `*`. Default: every route. */
  route: z.string().default("*"),
  /** A part of the journal entry, such as `{ body: { name: "db" } }`. */
  match: z.record(z.string(), z.unknown()).default({}),
  /**
   * `before-commit`: the request is valid, and nothing has changed. `after-commit`: the change is made, and its answer
   * is lost or replaced. `answer`: applies to every answer, also to errors.
   */
  at: z.enum(["before-commit", "after-commit", "answer"]),
  /** How many requests it applies to; `null` for no limit. */
  times: z.number().int().min(1).nullable().default(1),
  /** How many matching requests it skips first. */
  skip: z.number().int().min(0).default(0),
};

export const faultSchema = z.discriminatedUnion("kind", [
  /** Resets the connection. */
  z.strictObject({ ...common, kind: z.literal("reset") }),
  /** Never answers. */
  z.strictObject({ ...common, kind: z.literal("hang") }),
  /** Answers with an error. `retryAfter` is sent as given: seconds, a date, or an invalid value. */
  z.strictObject({
    ...common,
    kind: z.literal("status"),
    status: z.number().int().min(400).max(599),
    code: z.string().optional(),
    message: z.string().optional(),
    retryAfter: z.string().optional(),
  }),
  /** Sends half of the body and closes the connection. */
  z.strictObject({ ...common, kind: z.literal("truncated") }),
  /** Answers 200 with `{"store": null}`, which the published schema allows. */
  z.strictObject({ ...common, kind: z.literal("null-store") }),
  /** Answers 200 with JSON of another shape. */
  z.strictObject({ ...common, kind: z.literal("other-shape"), body: z.unknown().optional() }),
  /** Answers with an HTML page, as a gateway does. */
  z.strictObject({ ...common, kind: z.literal("not-json"), status: z.number().int().min(200).max(599).default(200) }),
  /** Sends the correct body, one byte at a time. */
  z.strictObject({ ...common, kind: z.literal("drip"), gapMs: z.number().min(0).default(50) }),
  z.strictObject({
    ...common,
    kind: z.literal("redirect"),
    location: z.string(),
    status: z.number().int().min(300).max(399).default(307),
  }),
  /** Delays the request, then continues. */
  z.strictObject({ ...common, kind: z.literal("slow"), ms: z.number().min(0) }),
]);

export type Fault = z.infer<typeof faultSchema>;
export type FaultPoint = Fault["at"];
export type FaultKind = Fault["kind"];
export type FaultGiven = z.input<typeof faultSchema>;

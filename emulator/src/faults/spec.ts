// What a fault is: where it strikes, what it does, and how often. The same over HTTP and from a test.
import { z } from "zod";

const struck = {
  /** `POST /v1/storage/stores/integration/direct`, a pattern without method, a path, or with `*`. Default: everything. */
  route: z.string().default("*"),
  /** A part of the journal's entry, such as `{ body: { name: "db" } }`. */
  match: z.record(z.string(), z.unknown()).default({}),
  /**
   * `before-commit`: accepted, but nothing has changed. `after-commit`: the change is made, its answer is lost or
   * spoiled. `answer`: on every answer, of refusals too.
   */
  at: z.enum(["before-commit", "after-commit", "answer"]),
  /** How often it strikes; `null` for always. */
  times: z.number().int().min(1).nullable().default(1),
  /** How many requests it lets pass first. */
  skip: z.number().int().min(0).default(0),
};

export const faultSchema = z.discriminatedUnion("kind", [
  /** The connection is reset. */
  z.strictObject({ ...struck, kind: z.literal("reset") }),
  /** No answer, ever. */
  z.strictObject({ ...struck, kind: z.literal("hang") }),
  /** Another status. `retryAfter` is sent as it is given, be it seconds, a date, or nonsense. */
  z.strictObject({
    ...struck,
    kind: z.literal("status"),
    status: z.number().int().min(400).max(599),
    code: z.string().optional(),
    message: z.string().optional(),
    retryAfter: z.string().optional(),
  }),
  /** Half of the body, then the connection ends. */
  z.strictObject({ ...struck, kind: z.literal("truncated") }),
  /** 200 with `{"store": null}`, which the published schema allows. */
  z.strictObject({ ...struck, kind: z.literal("null-store") }),
  /** 200 with JSON that is something else. */
  z.strictObject({ ...struck, kind: z.literal("other-shape"), body: z.unknown().optional() }),
  /** A page of HTML, as a gateway sends it. */
  z.strictObject({ ...struck, kind: z.literal("not-json"), status: z.number().int().min(200).max(599).default(200) }),
  /** The right body, one byte at a time. */
  z.strictObject({ ...struck, kind: z.literal("drip"), gapMs: z.number().min(0).default(50) }),
  z.strictObject({
    ...struck,
    kind: z.literal("redirect"),
    location: z.string(),
    status: z.number().int().min(300).max(399).default(307),
  }),
  /** Goes on after a while. */
  z.strictObject({ ...struck, kind: z.literal("slow"), ms: z.number().min(0) }),
]);

export type Fault = z.infer<typeof faultSchema>;
export type FaultPoint = Fault["at"];
export type FaultKind = Fault["kind"];
export type FaultGiven = z.input<typeof faultSchema>;

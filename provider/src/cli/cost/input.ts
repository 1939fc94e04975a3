// Stores before and after, from the JSON of `pulumi preview --json` or of `pulumi stack export`.
import { z } from "zod";
import { INTEGRATION_STORE_TYPE } from "../../contract/resource-types";
import { isSame, orUndefined } from "../../contract/values";
import { printableDeep } from "../../vercel/redaction";
import { fail } from "../terminal/messages";

const flag = z.boolean().nullish();
const properties = z.record(z.string(), z.unknown()).nullish();

/** A resource in a state or a step. The engine omits what is empty. */
const resourceSchema = z.object({
  urn: z.string(),
  type: z.string(),
  id: z.string().nullish(),
  inputs: properties,
  outputs: properties,
  /** Read by `get`: the one who manages the store pays for it. */
  external: flag,
  /** In an exported stack: deleted already by a replacement that has not finished. */
  pendingReplacement: flag,
  retainOnDelete: flag,
});
export type StoreResource = z.output<typeof resourceSchema>;

const stepSchema = z.object({
  op: z.string(),
  urn: z.string(),
  oldState: resourceSchema.nullish(),
  newState: resourceSchema.nullish(),
});
type Step = z.output<typeof stepSchema>;

const previewSchema = z.object({
  steps: z.array(stepSchema).nullish(),
  changeSummary: z.record(z.string(), z.number()).nullish(),
  diagnostics: z.array(z.object({ severity: z.string().nullish() })).nullish(),
  /** Absent if the preview was interrupted. */
  duration: z.number(),
});

const exportSchema = z.object({ deployment: z.object({ resources: z.array(resourceSchema).nullish() }) });

/** A store in the state, and what an update makes of it; one of them is absent for a new store and a deleted one. */
export interface StoreChange {
  before?: StoreResource | undefined;
  after?: StoreResource | undefined;
  /** Whether there is a new store afterwards, or one that leaves the stack and stays at Vercel. */
  as?: "replaced" | "retained" | undefined;
}

export interface CostInput {
  source: "preview" | "stack";
  changes: StoreChange[];
  /** How many unchanged resources, stores or others, a preview without `--show-sames` leaves out. */
  unlisted: number;
}

/** @throws an error with the code `cost-input-invalid` or `cost-preview-failed` */
export function readInput(text: string, source: string): CostInput {
  const invalid = (reason: string) => fail("cost-input-invalid", { source, reason });
  if (text.trim() === "") throw invalid("it is empty: the command that should have written it has failed");
  const document = parse(text);
  if (document === undefined) throw invalid("it is not one complete JSON document");
  const state = exportSchema.safeParse(document);
  if (state.success) {
    const existing = state.data.deployment.resources?.filter(({ pendingReplacement }) => !pendingReplacement) ?? [];
    const stores = existing.flatMap((resource) => billed(resource) ?? []);
    return { source: "stack", changes: stores.map((store) => ({ before: store, after: store })), unlisted: 0 };
  }
  const preview = previewSchema.safeParse(document);
  if (!preview.success) throw invalid("it is neither a finished preview nor an exported stack");
  const { steps, changeSummary, diagnostics } = preview.data;
  if (diagnostics?.some(({ severity }) => severity === "error")) throw fail("cost-preview-failed", { source });
  const listed = steps?.filter(({ op }) => op === "same").length ?? 0;
  return {
    source: "preview",
    changes: changesIn(steps ?? []),
    unlisted: Math.max(0, (changeSummary?.same ?? 0) - listed),
  };
}

/** Undefined if it is no JSON. Names and prices are texts of partners. */
function parse(text: string): unknown {
  return orUndefined(() => printableDeep(JSON.parse(text.replace(/^\uFEFF/, ""))));
}

function billed(resource: StoreResource | null | undefined): StoreResource | undefined {
  return resource?.type === INTEGRATION_STORE_TYPE && !resource.external ? resource : undefined;
}

/**
 * With `--refresh`, a resource has a step for the refresh before the one for its change. That has the state before the
 * refresh twice, so it tells the plan that was, and not the one that is.
 */
function changesIn(steps: readonly Step[]): StoreChange[] {
  const recorded = new Map<string, StoreResource | undefined>();
  const changes = new Map<string, StoreChange>();
  for (const step of steps) {
    const key = `${step.urn} ${step.oldState?.id}`;
    if (!recorded.has(key)) recorded.set(key, billed(step.oldState));
    const change = changeOf(step);
    if (change?.before === undefined && change?.after === undefined) continue;
    changes.set(key, { ...change, before: recorded.get(key) });
  }
  return [...changes.values()];
}

/** Undefined for steps that are no change by themselves: a refresh, and the two parts of a replacement. */
function changeOf({ op, oldState, newState }: Step): StoreChange | undefined {
  const [before, after] = [billed(oldState), billed(newState)];
  switch (op) {
    case "create":
      return { after };
    case "same":
    case "update":
      return { before, after: after && withPlanOf(before, after) };
    case "replace":
      return { before, after, as: "replaced" };
    case "delete":
      return before?.retainOnDelete ? { before, after: before, as: "retained" } : { before };
    default:
      return undefined;
  }
}

/** The state knows the plan better than the inputs: somebody may have changed it at Vercel. */
function withPlanOf(before: StoreResource | undefined, after: StoreResource): StoreResource {
  const isSamePlan = isSame(before?.inputs?.billingPlan, after.inputs?.billingPlan);
  return isSamePlan ? { ...after, outputs: after.outputs ?? before?.outputs } : after;
}

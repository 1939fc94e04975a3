// check: rejects what can be rejected before anything is done, and adds the default environments to the inputs.
import { type ConnectionInputs, connectionSpecs, defaultEnvironments } from "../../contract/project-connection";
import type { ValidationIssue } from "../../contract/validation-issue";
import { isUnknown } from "../../contract/values";
import type { OperationError } from "../../errors/operation-error";
import { ValidationError } from "../../errors/validation-error";
import { failuresOfCheck } from "../core/check-failures";
import { carryOver } from "../core/compare";
import type { CheckResult, Context } from "../core/context";
import { toFailures, validateArguments } from "../core/validate";
import { getAdoptable, valuesOf } from "./adopt";
import { findConflict, findTwin, holderOf, namesWithPrefix, toDeclaredTwice, toHolder } from "./conflicts";
import { lookupByProject } from "./lookup";
import { fail, say } from "./messages";
import { hasSameEnvironments, knownEnvironments, runRecord, sharedEnvironments } from "./run-record";
import { formatStore } from "./state";
import { validateProject } from "./validate-project";

export async function check(
  context: Context,
  olds: ConnectionInputs | undefined,
  news: ConnectionInputs & Record<string, unknown>,
): Promise<CheckResult<ConnectionInputs>> {
  const issues = validate(news);
  if (issues.length > 0) return { inputs: news, failures: toFailures(issues) };
  const complete = withEnvironments(news);
  // The project of an existing connection is validated by diff, which knows whether anything changed.
  const failures = olds === undefined ? await validateNew(context, complete) : [];
  if (failures.length > 0) return { inputs: complete, failures };
  const record = runRecord(context);
  if (olds === undefined) record.recordDeclared({ inputs: complete });
  else record.recordExisting(olds);
  const inputs = olds === undefined ? complete : carryOver(connectionSpecs, olds, complete);
  context.preflight.recordChecked(inputs);
  return { inputs, failures: [] };
}

/** What is wrong with the arguments, as far as it can be known without the API. */
export function validate(given: Record<string, unknown>): ValidationIssue[] {
  return [...validateArguments("ProjectConnection", connectionSpecs, given), ...validateSensitive(given)];
}

function validateSensitive({ sensitive, environments, envVarPrefix }: Record<string, unknown>): ValidationIssue[] {
  if (sensitive !== true) return [];
  const issues: ValidationIssue[] = [];
  if (Array.isArray(environments) && environments.includes("development")) {
    issues.push({
      code: "argument-conflict",
      path: "sensitive",
      problem: "cannot be combined with the environment development: Vercel keeps no sensitive variables there",
      nextStep: `Remove development, or omit environments: the default is then ${defaultEnvironments(true).join(", ")}.`,
    });
  }
  if (envVarPrefix !== undefined && !isUnknown(envVarPrefix)) {
    issues.push({
      code: "argument-conflict",
      path: "sensitive",
      problem: "cannot be combined with envVarPrefix: no known route of the API accepts both",
      nextStep: "Remove one of them.",
    });
  }
  return issues;
}

/** The default depends on `sensitive`: while that is unknown, so are the environments. */
function withEnvironments(given: ConnectionInputs): ConnectionInputs {
  if (given.environments !== undefined || isUnknown(given.sensitive)) return given;
  return { ...given, environments: defaultEnvironments(given.sensitive) };
}

/** Without the API a new connection passes with a warning: its creation is validated by Vercel itself. */
async function validateNew(context: Context, inputs: ConnectionInputs): Promise<OperationError[]> {
  const { storeId, projectId } = inputs;
  const isKnownPair = !isUnknown(storeId) && !isUnknown(projectId);
  const record = runRecord(context);
  const declared = isKnownPair ? record.declaredBeside(inputs) : [];
  // A resource option replaces what diff leaves as it is: the same inputs are then declared twice.
  const isReplaced = ({ recorded, inputs: one }: (typeof declared)[number]) =>
    recorded !== undefined &&
    hasSameEnvironments(one, inputs) &&
    [undefined, recorded.state.adopt].includes(inputs.adopt);
  const replaced = declared.find(isReplaced)?.recorded;
  const twin = declared.find((one) => one.recorded?.id !== replaced?.id || replaced === undefined);
  if (twin !== undefined && inputs.adopt === undefined) return [toDeclaredTwice(inputs, twin.inputs)];
  if (replaced !== undefined) {
    record.recordDeparture({ recorded: replaced, successor: inputs });
    context.ownership.connections.record("replacing", replaced.id);
  }
  if (!context.preflight.mayAsk()) return [];
  try {
    const [first, ...rest] = await validateProject(context, inputs);
    if (first !== undefined) throw new ValidationError([first, ...rest]);
    if (isKnownPair && !isUnknown(inputs.teamId)) await validateConnection(context, inputs);
    return [];
  } catch (error) {
    return (await failuresOfCheck(context, inputs, error)) ?? [];
  }
}

/**
 * Rejects what the creation would reject, as far as it can be known. The check of a replacement looks like that of a new
 * resource, so a connection that exists is a warning, and none if the state has it.
 */
async function validateConnection(context: Context, inputs: ConnectionInputs): Promise<void> {
  const { adopt, projectId, envVarPrefix } = inputs;
  const record = runRecord(context);
  const creation = { inputs, team: context.session().teamOf(inputs.teamId) };
  if (isUnknown(adopt)) return;
  if (adopt !== undefined && !record.isLeaving(adopt)) {
    await getAdoptable(context, creation, adopt);
    context.ownership.connections.record("claimed", adopt);
    return;
  }
  const twin = await findTwin(context, creation);
  if (twin !== undefined) throw twin;
  const { store, connection } = await lookupByProject(context, creation, Number.NEGATIVE_INFINITY);
  // A connection in the state is the resource's own, which is being replaced, or one that another resource gives up.
  const environments = connection?.project.environments ?? knownEnvironments(inputs);
  if (connection !== undefined && !record.isExisting({ ...inputs, environments })) {
    const warning = say("connection-already-exists", valuesOf(connection));
    context.preflight.warnOnce(`connection-already-exists ${connection.id}`, warning);
  }
  if (isUnknown(envVarPrefix) || isUnknown(inputs.environments)) return;
  const names = namesWithPrefix(store, envVarPrefix);
  const common = record.recordVariables({ inputs, names });
  if (common !== undefined) {
    const shared = { environments: sharedEnvironments(inputs, common.other), variable: common.variable };
    const stores = { store: formatStore(store), other: common.other.storeId };
    throw fail("connection-variables-collide", { ...stores, project: projectId, ...shared });
  }
  const conflict = await findConflict(context, creation, {
    names,
    holders: [holderOf(store, connection), ...record.departuresFrom(projectId).map(toHolder)],
    store: formatStore(store),
  });
  if (conflict !== undefined) throw conflict;
}

// check: refuses what can be refused before anything is done, and puts the environments into the checked inputs.
import { type ConnectionInputs, defaultEnvironments } from "../../contract/project-connection";
import { isUnknown } from "../../contract/unknown";
import { renderRefusal } from "../../discovery/issue";
import type { CheckResult, Context } from "../core/context";
import { noteChecked } from "../core/preflight";
import { checkArguments } from "./argument-rules";
import { keepOld } from "./sameness";
import { checkNew } from "./unverified";

export async function check(
  context: Context,
  olds: ConnectionInputs | undefined,
  news: ConnectionInputs & Record<string, unknown>,
): Promise<CheckResult<ConnectionInputs>> {
  const refusals = checkArguments(news);
  if (refusals.length > 0) return { inputs: news, failures: refusals.map(renderRefusal) };
  const complete = withEnvironments(news);
  // One that exists is judged in diff, which can tell a change from another spelling: unchanged, it asks nothing.
  const unfit = olds === undefined ? await checkNew(context, complete) : [];
  if (unfit.length > 0) return { inputs: complete, failures: unfit.map(renderRefusal) };
  const inputs = olds === undefined ? complete : keepOld(olds, complete);
  noteChecked(context, inputs);
  return { inputs, failures: [] };
}

/** The environments of a program that names none depend on `sensitive`: while that is unknown, so are they. */
function withEnvironments(given: ConnectionInputs): ConnectionInputs {
  if (given.environments !== undefined || isUnknown(given.sensitive)) return given;
  return { ...given, environments: defaultEnvironments(given.sensitive) };
}

// `doctor`: checks the account, its permissions and this machine. It sends GET requests only, and writes nothing.

import { readCommandAccount } from "../account/account";
import type { AccountOptions } from "../account/options";
import { formatColumns, indent } from "../terminal/columns";
import { Output } from "../terminal/output";
import { accountChecks } from "./account";
import { type CheckStatus, type DoctorReport, groups, runCheck, summarize } from "./check";
import { Facts, type Settings } from "./facts";
import { connectionChecks, machineChecks, thisMachine } from "./machine";
import { readChecks } from "./reads";

export interface DoctorOptions extends AccountOptions {
  strict?: boolean;
  json?: boolean;
}

export async function doctor({ strict, json, ...options }: DoctorOptions, output: Output): Promise<void> {
  const settings = await readSettings(options);
  const facts = new Facts(settings, (message) => output.note(message));
  const machine = thisMachine(settings.account?.apiUrl);
  const all = await Promise.all([
    ...[...accountChecks, ...readChecks, ...connectionChecks].map((check) => runCheck(check, facts)),
    ...machineChecks.map((check) => runCheck(check, machine)),
  ]);
  const checks = groups.flatMap((group) => all.filter((check) => check.group === group));
  const report = { checks, summary: summarize(checks) };
  if (json) output.printJson(report);
  else output.print(formatReport(report, (status) => output.style(marks[status].format, marks[status].text)));
  const { failed, warnings } = report.summary;
  if (failed > 0 || (strict && warnings > 0)) process.exitCode = 1;
}

/** Keeps what reading the settings reports: it is the result of a check. */
class Notes extends Output {
  readonly notes: string[] = [];
  override note(text: string): void {
    this.notes.push(text);
  }
}

async function readSettings(options: AccountOptions): Promise<Settings> {
  const output = new Notes();
  try {
    return { ...(await readCommandAccount(options, output)), notes: output.notes };
  } catch (problem) {
    return { sources: {}, problem, notes: output.notes };
  }
}

const marks = {
  ok: { text: "✓", format: "green" },
  warning: { text: "!", format: "yellow" },
  failed: { text: "✗", format: "red" },
  "not checked": { text: "–", format: "dim" },
} as const satisfies Record<CheckStatus, { text: string; format: string }>;

export function formatReport({ checks, summary }: DoctorReport, mark: (status: CheckStatus) => string): string {
  // Titles of all groups have one width.
  const titles = formatColumns(checks.map(({ title }) => [title, "|"])).map((line) => line.slice(0, -1));
  const lines = checks.map(({ status, detail = "", next }, index) => {
    const line = `${mark(status)} ${titles[index]}${detail}`.trimEnd();
    return indent(next === undefined ? line : `${line}\n    ${next}`);
  });
  const blocks = groups.map((group) => {
    const own = lines.filter((_, index) => checks[index]?.group === group);
    return [group, ...own].join("\n");
  });
  const { ok, warnings, failed, notChecked } = summary;
  const counts = `${ok} ok, ${warnings} warnings, ${failed} failed, ${notChecked} not checked`;
  return [...blocks, counts].join("\n\n");
}

// `doctor`: checks the account, its permissions and this machine. It sends GET requests only, and writes nothing.

import { readCommandAccount } from "../account/account";
import type { AccountOptions } from "../account/options";
import { formatColumns, indent, wrap } from "../terminal/columns";
import { Output } from "../terminal/output";
import { accountChecks } from "./account";
import { type DoctorReport, type DoctorStatus, groups, runCheck } from "./check";
import { Facts, type Settings } from "./facts";
import { connectionChecks, machineChecks, thisMachine } from "./machine";
import { readChecks } from "./reads";

type Options = AccountOptions & { strict?: boolean; json?: boolean };

export async function doctor({ strict, json, ...options }: Options, output: Output): Promise<void> {
  const settings = await readSettings(options);
  const facts = new Facts(settings, (message) => output.note(message));
  const machine = thisMachine(settings.account?.apiUrl);
  const all = await output.waitFor(
    Promise.all([
      ...[...accountChecks, ...readChecks, ...connectionChecks].map((check) => runCheck(check, facts)),
      ...machineChecks.map((check) => runCheck(check, machine)),
    ]),
  );
  const checks = groups.flatMap((group) => all.filter((check) => check.group === group));
  const count = (status: DoctorStatus) => checks.filter((check) => check.status === status).length;
  const [failed, warnings] = [count("failed"), count("warning")];
  const report = { checks, summary: { ok: count("ok"), warnings, failed, notChecked: count("not checked") } };
  if (json) output.printJson(report);
  else output.print(formatReport(report, output));
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
} as const satisfies Record<DoctorStatus, { text: string; format: string }>;

function formatReport({ checks, summary }: DoctorReport, output: Output): string {
  const width = (output.width ?? Number.POSITIVE_INFINITY) - INDENT;
  // Titles of all groups have one width.
  const titles = formatColumns(checks.map(({ title }) => [title, "|"])).map((line) => line.slice(0, -1));
  const lines = checks.map(({ status, detail = "", next }, index) => {
    const { text, format } = marks[status];
    const line = wrap(`${text} ${titles[index]}${detail}`.trimEnd(), width, 4);
    const marked = line.replace(text, output.style(format, text));
    return indent(next === undefined ? marked : `${marked}\n${wrap(`    ${next}`, width, 4)}`);
  });
  const blocks = groups.map((group) => [group, ...lines.filter((_, index) => checks[index]?.group === group)]);
  const { ok, warnings, failed, notChecked } = summary;
  const counts = `${ok} ok, ${warnings} warning${warnings === 1 ? "" : "s"}, ${failed} failed, ${notChecked} not checked`;
  return [...blocks.map((block) => block.join("\n")), wrap(counts, width)].join("\n\n");
}

const INDENT = 2;

// Messages of the command line: one row per code.
import { messagesOf } from "../../errors/messages";

export const cliMessages = {
  "wrong-usage": ({ problem }: { problem: string }) => `Wrong usage: ${problem}. Run with --help for usage.`,
  "output-not-written": ({ reason }: { reason: string }) =>
    `The output could not be written (${reason}). Check the free space and the place it goes to, then run again.`,
  "stack-config-not-read": ({ stack, reason }: { stack: string | undefined; reason: string }) =>
    stack === undefined
      ? `The config of this folder's stack could not be read: ${reason}. Only options and environment are used.`
      : `The config of stack ${stack} could not be read: ${reason}.`,
  "cost-input-invalid": ({ source, reason }: { source: string; reason: string }) =>
    `No costs could be read from ${source}: ${reason}. Expected is the output of \`pulumi preview --json\` or ` +
    "`pulumi stack export`. In a pipe, `set -o pipefail` shows a failure of the first command.",
  "cost-preview-failed": ({ source }: { source: string }) =>
    `The preview in ${source} failed, so it does not tell what the stores will cost. Run \`pulumi preview\` to see why.`,
  "cost-above-maximum": ({ sum, max }: { sum: string; max: string }) =>
    `The stores cost ${sum} a month: more than the maximum of ${max}. Choose cheaper plans, or raise --max.`,
  "cost-not-known": ({ sum }: { sum: string }) =>
    `Not every price is known: the stores cost ${sum} a month. With --strict this is a failure, else a warning.`,
  "code-unknown": ({ code, meant }: { code: string; meant: string | undefined }) =>
    `No message has the code ${code}.${meant === undefined ? "" : ` Did you mean ${meant}?`} docs/errors.md lists all codes.`,
};

export const { fail } = messagesOf(cliMessages);

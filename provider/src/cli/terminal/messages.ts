// Messages of the command line: one row per code.
import { messagesOf } from "../../errors/messages";

export const cliMessages = {
  "wrong-usage": ({ problem }: { problem: string }) => `Wrong usage: ${problem}. Run with --help for usage.`,
  "output-not-written": ({ reason }: { reason: string }) => `The output could not be written: ${reason}.`,
  "stack-config-not-read": ({ stack, reason }: { stack: string | undefined; reason: string }) =>
    stack === undefined
      ? `The config of this folder's stack could not be read: ${reason}. Only options and environment are used.`
      : `The config of stack ${stack} could not be read: ${reason}.`,
  "code-unknown": ({ code, meant }: { code: string; meant: string | undefined }) =>
    `No message has the code ${code}.${meant === undefined ? "" : ` Did you mean ${meant}?`} docs/errors.md lists all codes.`,
};

export const { fail, say } = messagesOf(cliMessages);

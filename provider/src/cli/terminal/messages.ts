// Messages of the command line: one row per code.
import { messagesOf } from "../../errors/messages";

export const cliMessages = {
  "stack-config-not-read": ({ stack, reason }: { stack: string; reason: string }) =>
    `The config of ${stack} could not be read: ${reason}. Settings are taken from options and environment only.`,
  "code-unknown": ({ code, meant }: { code: string; meant: string | undefined }) =>
    `No message has the code ${code}.${meant === undefined ? "" : ` Did you mean ${meant}?`} docs/errors.md lists all codes.`,
};

export const { fail, say } = messagesOf(cliMessages);

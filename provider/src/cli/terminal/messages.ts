// Messages of the command line: one row per code.
import { messagesOf } from "../../errors/messages";

export const cliMessages = {
  "stack-config-not-read": ({ stack, reason }: { stack: string; reason: string }) =>
    `The config of ${stack} could not be read: ${reason}. Settings are taken from options and environment only.`,
};

export const { fail, say } = messagesOf(cliMessages);

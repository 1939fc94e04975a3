// The warnings of discovery. Issues of arguments have their codes in contract/validation-issue.
import { message, messagesOf } from "../errors/messages";

export const discoveryMessages = {
  "metadata-not-validated": message<{ owner: string; parts: readonly string[] }>({
    text: ({ owner, parts }) =>
      `This version does not understand parts of the metadata schema of ${owner}, and does not validate them: ` +
      `${parts.join(", ")}. Vercel validates them when the store is created.`,
    example: { owner: "Neon", parts: ["region (keyword format)"] },
  }),
};

export const { say } = messagesOf(discoveryMessages);

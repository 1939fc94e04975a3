// Stack frames that the SDK takes of a resource's constructor. For each of four promises of each property it formats
// them through the source maps of the language host, only to print them when promise leaks are debugged: most of the
// time of a program with many resources. And the frames of the position in the program, down to the start of Node, are
// in the state of each resource, which the engine writes at every step.
import { dirname, sep } from "node:path";

/**
 * Until the returned function is called, the stack of an error has no frames. That of a position has those of the
 * program. An error that is thrown keeps all: V8 formats its frames when its stack is read for the first time.
 */
export function limitStackFrames(): () => void {
  const { prepareStackTrace: format } = Error;
  // Without a formatter of its own the process has no source maps, and V8 formats quickly.
  if (format === undefined || process.env.PULUMI_DEBUG_PROMISE_LEAKS) return () => {};
  Error.prepareStackTrace = (error, frames) => {
    // The SDK takes a position without a limit.
    const isPosition = Error.stackTraceLimit === Number.POSITIVE_INFINITY;
    return isPosition ? format(error, withoutHost(frames)) : String(error);
  };
  return () => {
    Error.prepareStackTrace = format;
  };
}

/** The frames without those of Node and of the language host, which have started the program. */
function withoutHost(frames: readonly NodeJS.CallSite[]): NodeJS.CallSite[] {
  const sdk = dirname(frames[0]?.getFileName() ?? "") + sep;
  const last = frames.findLastIndex((frame) => {
    const file = frame.getFileName() ?? "node:";
    return !file.startsWith("node:") && !file.startsWith(sdk);
  });
  return frames.slice(0, last + 1);
}

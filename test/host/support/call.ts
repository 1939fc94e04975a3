// One call to the provider process: its deadline, and what its error says.
import type { ClientUnaryCall, ServiceError } from "@grpc/grpc-js";
import { fromStruct, messages, type Properties, status } from "./protocol.ts";

/** A resource that exists, but is not ready: the engine keeps it and calls update the next time. */
export interface InitFailure {
  id: string;
  properties: Properties;
  inputs: Properties;
  reasons: string[];
}

/** What the provider answered instead of a result. */
export class CallError extends Error {
  override readonly name = "CallError";
  readonly code: number;
  readonly initFailure: InitFailure | undefined;

  constructor(error: ServiceError) {
    super(error.details);
    this.code = error.code;
    this.initFailure = initFailureOf(error);
  }
}

type Done<Answer> = (error: ServiceError | null, answer: Answer) => void;

export function callProvider<Answer>(
  method: string,
  seconds: number,
  send: (done: Done<Answer>) => ClientUnaryCall,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = send((error, answer) => {
      clearTimeout(deadline);
      if (error) reject(new CallError(error));
      else resolve(answer);
    });
    // The engine sets no deadline: what hangs here would hang a user's deployment for ever.
    const deadline = setTimeout(() => {
      reject(new Error(`${method} hangs: the provider has not answered within ${seconds} s`));
      call.cancel();
    }, seconds * 1_000);
  });
}

function initFailureOf(error: ServiceError): InitFailure | undefined {
  const [bytes] = error.metadata?.get("grpc-status-details-bin") ?? [];
  if (!(bytes instanceof Uint8Array)) return undefined;
  const [detail] = status.Status.deserializeBinary(bytes).getDetailsList();
  if (detail === undefined) return undefined;
  const failure = messages.ErrorResourceInitFailed.deserializeBinary(detail.getValue_asU8());
  return {
    id: failure.getId(),
    properties: fromStruct(failure.getProperties()),
    inputs: fromStruct(failure.getInputs()),
    reasons: failure.getReasonsList(),
  };
}

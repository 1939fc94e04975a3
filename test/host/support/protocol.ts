// The gRPC protocol between engine and provider, as the SDK ships it: CommonJS, so loaded by require.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

export const grpc: typeof import("@grpc/grpc-js") = require("@grpc/grpc-js");
export const messages: typeof import("@pulumi/pulumi/proto/provider_pb.js") = require("@pulumi/pulumi/proto/provider_pb.js");
export const provider: typeof import("@pulumi/pulumi/proto/provider_grpc_pb.js") = require("@pulumi/pulumi/proto/provider_grpc_pb.js");
export const engine: typeof import("@pulumi/pulumi/proto/engine_grpc_pb.js") = require("@pulumi/pulumi/proto/engine_grpc_pb.js");
export const status: typeof import("@pulumi/pulumi/proto/status_pb.js") = require("@pulumi/pulumi/proto/status_pb.js");

const structs: typeof import("google-protobuf/google/protobuf/struct_pb.js") = require("google-protobuf/google/protobuf/struct_pb.js");
export const {
  Empty,
}: typeof import("google-protobuf/google/protobuf/empty_pb.js") = require("google-protobuf/google/protobuf/empty_pb.js");

type Struct = InstanceType<typeof structs.Struct>;
type Json = Parameters<typeof structs.Struct.fromJavaScript>[0];

/** The properties of a resource as they go over the wire, secret envelopes and the unknown sentinel included. */
export type Properties = Record<string, unknown>;

export function toStruct(properties: Properties): Struct {
  return structs.Struct.fromJavaScript(properties as Json);
}

export function fromStruct(struct: Struct | undefined): Properties {
  return struct?.toJavaScript() ?? {};
}

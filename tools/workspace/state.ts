// The exported state of a stack, and the bytes of its files.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

export interface StateResource {
  urn: string;
  type: string;
  id?: string;
  custom: boolean;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
  parent?: string;
  provider?: string;
  initErrors?: string[];
  delete?: boolean;
  additionalSecretOutputs?: string[];
  sourcePosition?: string;
  stackTrace?: { sourcePosition?: string }[];
}

export interface StackState {
  version: number;
  deployment: {
    resources?: StateResource[];
    pending_operations?: { type: string; resource: StateResource }[];
  };
}

/** The concatenated bytes of all files below the folder. */
export async function bytesBelow(folder: string): Promise<Buffer> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Buffer.concat(await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name)))));
}

// Starts an emulator behind a server on loopback.
import type { BehaviourChange } from "../state/behaviour.js";
import { createApp } from "./app.js";
import { Emulator } from "./emulator.js";
import { listen } from "./listen.js";

export interface EmulatorOptions {
  /** Default: a free port. */
  port?: number;
  behaviour?: BehaviourChange;
}

/** The emulator as the package exports it, without the members that only the server uses. */
export type PublicEmulator = Omit<Emulator, "world" | "now" | "lifetime" | "rateLimit" | "attach" | "tokenName">;

export async function startEmulator({ port = 0, behaviour = {} }: EmulatorOptions = {}): Promise<PublicEmulator> {
  const emulator = new Emulator(behaviour);
  emulator.attach(await listen(createApp(emulator), port));
  return emulator;
}

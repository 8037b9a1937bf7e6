import type { RunOptions } from "../../../runtimes/abi/wasi.ts";
import type { Volume } from "../../volume/volume.ts";
import type { Preopen } from "../process/process.ts";

/** A program, before anything of it runs. */
export interface ProgramImage {
  readonly volume: Volume;
  /** The module's content. */
  readonly wasm: Uint8Array;
  /** The name it is called by comes first. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly preopens: readonly Preopen[];
}

/** What a program is told of itself when it starts. */
export function runOptions({ args, env }: Pick<ProgramImage, "args" | "env">): RunOptions {
  return { args, env: Object.entries(env).map(([name, value]) => `${name}=${value}`) };
}

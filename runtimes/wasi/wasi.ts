/** What the WASI guest offers on its global object. */
export interface WasiGuest {
  /** Compiles a module under a key. Throws a CompileError for what is no valid module. */
  compile(key: string, bytes: ArrayBuffer): void;
  forget(key: string): void;
  /** The module's imports that are not preview 1's, as `module.name`, joined with spaces. */
  foreignImports(key: string): string;
  /**
   * Runs `_start` of a new instance. @returns the exit code; throws what the program trapped with
   * @param options {@link RunOptions} as JSON
   */
  run(key: string, options: string): number;
}

export interface RunOptions {
  readonly args: readonly string[];
  /** `NAME=value` */
  readonly env: readonly string[];
}

export const WASI_GLOBAL = "__slotboxWasi";
export const FILES_GLOBAL = "__slotboxFiles";
export const FILE_REGISTERS_GLOBAL = "__slotboxFileRegisters";
export const WINDOW_GLOBAL = "__slotboxWindow";

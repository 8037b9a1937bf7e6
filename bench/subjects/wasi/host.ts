/** A place with files of its own, in which programs run one after the other. */
export interface WasiWorkspace {
  /** Runs the module from instantiation to exit; compiled code is kept. @returns the exit code */
  run(args: readonly string[]): number;
  /** What has been printed. */
  output(): WasiOutput;
  /** Removes all files. */
  reset(): void;
  close(): void;
}

export interface WasiOutput {
  readonly stdout: string;
  readonly stderr: string;
}

/** What programs find. */
export interface WasiSetting {
  readonly env: Readonly<Record<string, string>>;
  /** The name of the directory they get; none if absent. */
  readonly preopen?: string | undefined;
  /** A folder whose files are copied into it. */
  readonly files?: string | undefined;
}

export interface WasiHost {
  readonly name: string;
  open(wasm: Uint8Array, setting: WasiSetting): Promise<WasiWorkspace>;
}

interface Engine {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: Record<string, unknown> };
}

/** The part of the WebAssembly JavaScript API used here; its types come with the DOM's, which there is none of. */
export const engine = (globalThis as unknown as { WebAssembly: Engine }).WebAssembly;

/** @returns the name each directory has for the program, and where it is; `undefined` for none */
export function preopensOf({ preopen }: WasiSetting, path: string): Record<string, string> {
  return preopen === undefined ? {} : { [preopen]: path };
}

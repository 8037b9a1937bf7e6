import type { NodeProcess } from "../process-object.ts";

/** Node's `require` for its own modules. */
export type Require = <Module>(id: string) => Module;

/** One of the objects that Node's library has from its native side. */
export type Binding = Record<string, unknown>;

/** What bindings need of the rest. */
export interface BindingContext {
  readonly process: NodeProcess;
  readonly primordials: Record<string, unknown>;
  readonly domException: Record<string, unknown>;
  /** Only while programs run: at first there is none. */
  readonly require: Require;
  readonly compile: (id: string) => (...args: unknown[]) => unknown;
  readonly setLoaders: (internalBinding: never, require: never) => void;
}

import type { ShellOptions } from "../state/shell-options.ts";

/** What builtins keep from one call to the next, and nobody else needs. Plain data: it is part of a session's state. */
export interface BuiltinState {
  /** Builtins that `enable -n` has switched off. */
  readonly disabled: Set<string>;
  readonly history: string[];
  /** By command: the words of the `complete` that set it. */
  readonly completions: Map<string, readonly string[]>;
  /** Where `getopts` is within `-abc`: how many letters of which argument it has used. */
  getopts: { optind: number; offset: number };
  /** Of background processes that have ended and were waited for: `wait PID` may ask again. */
  readonly endedStatuses: Map<number, number>;
  /** By the depth of the call that said `local -`: the options that it restores. */
  readonly localOptions: Map<number, ShellOptions["set"]>;
  /** By its letter: what `ulimit` shows; absent is unlimited. Counted in the unit that `ulimit` prints. */
  readonly softLimits: Map<string, number>;
  readonly hardLimits: Map<string, number>;
}

export function newBuiltinState(): BuiltinState {
  return {
    disabled: new Set(),
    history: [],
    completions: new Map(),
    getopts: { optind: 1, offset: 0 },
    endedStatuses: new Map(),
    localOptions: new Map(),
    softLimits: new Map(),
    hardLimits: new Map(),
  };
}

/** What a subshell begins with. */
export function copyBuiltinState(state: BuiltinState): BuiltinState {
  return {
    disabled: new Set(state.disabled),
    history: [...state.history],
    completions: new Map(state.completions),
    getopts: { ...state.getopts },
    endedStatuses: new Map(state.endedStatuses),
    localOptions: new Map(state.localOptions),
    softLimits: new Map(state.softLimits),
    hardLimits: new Map(state.hardLimits),
  };
}

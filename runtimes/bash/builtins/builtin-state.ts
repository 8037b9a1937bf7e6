import type { ShellOptions } from "../state/shell-options.ts";

/** What builtins keep from one call to the next, and nobody else needs. Plain data: it is part of a session's state. */
export interface BuiltinState {
  /** Builtins that `enable -n` has switched off. */
  readonly disabled: Set<string>;
  readonly history: string[];
  /** The words of the `complete` that was given for a command, by the name of the command. */
  readonly completions: Map<string, readonly string[]>;
  /** Where `getopts` is within `-abc`: how many letters of which argument it has used. */
  getopts: { optind: number; offset: number };
  /** The statuses, by pid, of background processes that have ended: `wait PID` may ask for one again. */
  readonly endedStatuses: Map<number, number>;
  /** The options that `local -` restores when the function returns, by the depth of its call. */
  readonly localOptions: Map<number, ShellOptions["set"]>;
  /** What `ulimit` shows, by the letter of the option, in the unit that it prints; a limit that is absent is unlimited. */
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

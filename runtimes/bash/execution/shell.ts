import type { Statement } from "unbash";
import type { Kernel } from "../../kernel/kernel.ts";
import type { Process } from "../../kernel/process.ts";
import type { SignalName } from "../../kernel/signals.ts";
import type { BuiltinState } from "../builtins/builtin-state.ts";
import type { ExpansionContext } from "../expansion/context.ts";
import type { ShellOptions } from "../state/shell-options.ts";
import type { Variables } from "../state/variables.ts";

/** `break`, `continue`, `return` and `exit` unwind what runs until somebody takes them. */
export class ControlFlow {
  readonly kind: "break" | "continue" | "return" | "exit";
  /** How many loops for `break` and `continue`, the status for `return` and `exit`. */
  readonly value: number;
  /** What the loop that is left ends with. */
  readonly status: number;
  constructor(kind: ControlFlow["kind"], value: number, status = 0) {
    this.kind = kind;
    this.value = value;
    this.status = status;
  }
}

/** A function as it was defined; `source` is its text, as `declare -f` prints it from. */
export interface ShellFunction {
  readonly name: string;
  /** The text it was parsed from, from which it is parsed again when a session is restored. */
  readonly source: string;
  readonly line: number;
  /** The file it was defined in, or `environment`. */
  readonly file: string;
  readonly isExported: boolean;
  readonly isReadonly: boolean;
  /** `declare -ft`: DEBUG and RETURN traps run in it. */
  readonly isTraced: boolean;
}

/** A frame of a function call or a sourced file, for FUNCNAME, BASH_SOURCE, BASH_LINENO and `caller`. */
export interface Frame {
  readonly kind: "function" | "source" | "main";
  readonly name: string;
  readonly source: string;
  /** The line from which it was called. */
  readonly callLine: number;
}

export interface Job {
  readonly number: number;
  readonly pgid: number;
  readonly pids: readonly number[];
  readonly command: string;
  state: "running" | "stopped" | "done";
  status: number;
  /** What has ended it. */
  signal?: SignalName;
}

/** One shell: the whole of its state, and how its builtins reach what runs it. */
export interface Shell {
  readonly kernel: Kernel;
  readonly process: Process;
  readonly variables: Variables;
  readonly options: ShellOptions;
  readonly functions: Map<string, ShellFunction>;
  readonly aliases: Map<string, string>;
  /** By signal name or EXIT, ERR, DEBUG, RETURN: the command; "" ignores. */
  readonly traps: Map<string, string>;
  readonly jobs: Job[];
  readonly builtins: BuiltinState;
  readonly directoryStack: string[];
  readonly hashed: Map<string, { readonly path: string; hits: number }>;
  readonly frames: Frame[];
  /** `$0` as messages show it: `bash`, or the script's name. */
  readonly name: string;
  positional: string[];
  /** `$?` */
  lastStatus: number;
  /** `$!` */
  lastBackgroundPid: number | undefined;
  /** Line that runs, for messages and LINENO. */
  line: number;
  /** How deep it is in loops; `break` outside of one is an error of its own. */
  loopDepth: number;
  isInteractive: boolean;

  /** What expansion is given. */
  readonly expansion: ExpansionContext;

  /** `bash: line 3: NAME: message` (a script: `./x.sh: line 3: …`) on stderr. */
  error(message: string): Promise<void>;
  /** Parses and runs a text in this shell, statement by statement, as `eval` and `source` do; syntax errors are bash's, status 2. */
  evaluate(text: string, options?: { frame?: Frame; firstLine?: number }): Promise<number>;
  run(statements: readonly Statement[]): Promise<number>;
  /** Calls a function, a builtin or a program, in that order or as `only` says, as a simple command would be. */
  callCommand(args: readonly string[], only?: "builtin" | "program" | "no-functions"): Promise<number>;
  /**
   * What `exec` does with a command: the program takes the place of the shell. It comes back (with 126 or 127, and a message) only
   * if that failed; otherwise it throws `exit`, with the program's status.
   */
  replaceProcess(args: readonly string[], options?: { name?: string; clearEnvironment?: boolean }): Promise<number>;
  /** Learns which jobs have ended, without waiting. */
  refreshJobs(): void;
  /** Tells of jobs that have ended, as far as anybody wants to know, and forgets them. */
  tellOfJobs(): Promise<void>;
  /** @returns the status of a job, waiting for it if it runs @throws SystemError EINTR */
  waitForJob(job: Job, isForeground?: boolean): Promise<number>;
  /** Runs the traps of signals that have come. */
  runPendingTraps(): Promise<void>;
  /** Where a name is found: along PATH, as a file that can be executed. */
  findProgram(name: string, path?: string): string | undefined;
}

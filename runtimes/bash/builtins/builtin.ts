import type { Assignment } from "unbash";
import type { Process } from "../../kernel/process.ts";
import type { Shell } from "../execution/shell.ts";

/** One builtin, in a file of its own. */
export interface Builtin {
  readonly name: string;
  /** A special builtin of POSIX: assignments before it last, an error of it ends a shell in posix mode. */
  readonly isSpecial?: boolean;
  /** The line that `help` and a usage error show: `cd [-L|[-P [-e]] [-@]] [dir]`. */
  readonly usage: string;
  /** What `help` says it does, in one line. */
  readonly summary: string;
  /** @param args without the name @returns the status */
  run(shell: Shell, args: readonly string[], process: Process): Promise<number> | number;
  /**
   * Runs `declare`, `typeset`, `local`, `export` or `readonly`: as {@link run}, but an argument that is written as an assignment
   * comes as it was parsed, not expanded, since its value is not split and may be an array.
   */
  runDeclaration?(shell: Shell, args: readonly (string | Assignment)[], process: Process): Promise<number> | number;
}

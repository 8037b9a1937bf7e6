import type { Random } from "../../bash/fuzz/random.ts";

/** One call of a program. */
export interface Command {
  /** The program first. */
  readonly args: readonly [string, ...string[]];
  /** The files of the folder it runs in, by their paths. Lone surrogates U+DC80 … U+DCFF are bytes that are no UTF-8. */
  readonly files: Readonly<Record<string, string>>;
  /** Which of them is its standard input. @default nothing */
  readonly stdin?: string;
  /** Less of it would depend on the clock. */
  readonly isWhole?: true;
  /** Its arguments are names of files, which may be left out, but not shortened to others. */
  readonly isBound?: true;
  /** What the shell does before. */
  readonly before?: string;
  /** What its output goes through. */
  readonly through?: string;
  /** What the shell shows afterwards. */
  readonly after?: string;
}

export type Generator = (random: Random) => Command;

/** The command as a line for a shell. */
export function commandText({ args, stdin, through }: Command): string {
  const filter = through === undefined ? "" : ` | ${through}`;
  return `${args.map(quoted).join(" ")} < ${stdin ?? "/dev/null"}${filter}`;
}

function quoted(arg: string): string {
  return /^[\w./:=,+-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`;
}

/** Some of these, each now and then, in random order. */
export function someOf(random: Random, percent: number, make: readonly (() => string | readonly string[])[]): string[] {
  const chosen = make.filter(() => random.chance(percent)).flatMap((one) => one());
  return chosen;
}

import type { ParsedScript } from "unbash";
import type { FileSystem } from "../../kernel/kernel.ts";
import type { ShellOptions } from "../state/shell-options.ts";
import type { Variables } from "../state/variables.ts";
import type { ParsedTexts } from "./parsed-texts.ts";

/**
 * What expansion needs of the shell that expands. It knows words, variables and files, but no processes: substitutions are
 * asked for here.
 */
export interface ExpansionContext {
  readonly variables: Variables;
  readonly options: ShellOptions;
  readonly files: FileSystem;
  /** `$1` …; `$0` is {@link special}. */
  readonly positional: readonly string[];
  readonly cwd: string;
  /** What has been parsed already: `new ParsedTexts()` of a shell; its subshells may share it. */
  readonly parsed: ParsedTexts;
  special(name: "0" | "?" | "$" | "!" | "-" | "_" | "#" | "@" | "*"): string | undefined;
  /** Runs `$(…)`, as a subshell. @returns what it printed, without the newlines at its end; a NUL is left out with a warning */
  commandSubstitution(script: ParsedScript): Promise<string>;
  /** Runs `<(…)` or `>(…)` beside the shell. @returns the path of its end, `/dev/fd/63` */
  processSubstitution(script: ParsedScript, operator: "<" | ">"): Promise<string>;
  /** The home directory of a user, or of the shell's own; `$HOME` comes first for that. */
  homeOf(user: string): string | undefined;
  /** Prints to stderr as bash does: `bash: line 3: ` comes in front. */
  warn(message: string): Promise<void>;
  /** To be called now and then by what takes long: see Process.checkpoint. */
  checkpoint(): Promise<void> | void;
}

/*
 * What the parts of expansion offer to execution. What doesn't wait returns at once: `await` only what is a promise.
 *
 *   expansion/words.ts        expandWords(words: readonly Word[], context): MaybePromise<string[]>  all expansions in their order, splitting, globs
 *                             expandToText(word: Word, context, as: "assignment" | "redirection" | "here-string" | "case"): MaybePromise<string>   no splitting
 *                             expandPattern(word: Word, context): MaybePromise<Pattern>             for case, [[ == ]]: quoted parts are literal
 *                             expandRegex(word: Word, context): MaybePromise<Regex | undefined>     for [[ =~ ]]; nothing: status 2
 *                             expandHereDoc(parts, context): MaybePromise<string>
 *                             expandDocument(text: string, context): MaybePromise<string>           PS4, and other texts expanded as in double quotes
 *   expansion/assignment.ts   expandAssignment(assignment: Assignment, context): MaybePromise<void>  scalars, elements, arrays, +=, into context.variables
 *   expansion/arithmetic.ts   evaluateBody(text: string, context): MaybePromise<bigint>             the text of ((…)), of $((…)): expanded, then evaluated
 *                             evaluateExpression(expression: ArithmeticExpression | undefined, context): MaybePromise<bigint>   the parts of for ((…))
 *                             evaluateText(text: string, context): bigint                           of let, integer variables: expanded already
 *   expansion/pattern.ts      compilePattern(text in which a backslash quotes, options): Pattern; pattern.matches(text); prefixes and suffixes for ${x#…} ${x%…}
 *                             never given to the engine as a regular expression
 *   expansion/regex.ts        POSIX ERE, leftmost-longest, with groups, bounded
 *   expansion/glob.ts         path name expansion with extglob, globstar, nullglob, dotglob, nocaseglob, failglob, GLOBIGNORE
 *   expansion/brace.ts        {a,b} {1..5..2} {a..e}, bounded
 */

import type { Assignment, Command, HereDoc, ParsedScript, SyntaxNode, Word, WordPart } from "unbash";
import { ParsedTexts } from "../expansion/parsed-texts.ts";

/** What is made of nodes once, the first time that they run. A shell shares it with its subshells. */
export class PreparedTrees {
  /** The words that stand for assignments where a command takes them as plain arguments: `echo a=1`. */
  readonly argumentWords = new WeakMap<Assignment, Word>();
  /** How many functions have been called. */
  calls = 0;
  readonly texts = new ParsedTexts();
  readonly commandWords = new WeakMap<Command, readonly Word[]>();
  readonly hereDocs = new WeakMap<HereDoc, readonly WordPart[]>();
  /** How many lines below its first one each command of a substitution stands, as bash prints it. */
  readonly substitutionLines = new WeakMap<ParsedScript, ReadonlyMap<SyntaxNode, number>>();
}

import type { Word, WordPart } from "unbash";
import type { MaybePromise } from "../../kernel/description.ts";
import { compileRegex, quoteRegex, Regex } from "../../regex/regex.ts";
import { expandBraces } from "./brace.ts";
import { compileAssignmentValue, compileDocument, compileText, compileWord, piecesOf } from "./compile.ts";
import type { ExpansionContext } from "./context.ts";
import { Expander } from "./expander.ts";
import { ExpansionError } from "./expansion-error.ts";
import { Fields } from "./fields.ts";
import { expandPath } from "./glob.ts";
import { refuseUnset } from "./parameter-value.ts";
import type { Pattern } from "./pattern.ts";
import type { CompiledWord, Piece } from "./pieces.ts";

import { run, type Steps, waitFor } from "./steps.ts";

const MAY_SPLIT_OR_MATCH = /[^A-Za-z0-9_./:=,%+-]/;

/** All expansions of the words of a command, in their order: what the command gets as its arguments. */
export function expandWords(words: readonly Word[], context: ExpansionContext): MaybePromise<string[]> {
  const fields: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word && !expandSimply(context.parsed.word(word, compileWord), context, fields))
      return run(expandRest(words, i, context, fields));
  }
  return fields;
}

/** Takes what needs no machinery: a literal, and a variable whose text neither splits nor is a pattern. */
function expandSimply(word: CompiledWord, context: ExpansionContext, fields: string[]): boolean {
  if (word.literal !== undefined) {
    fields.push(word.literal);
    return true;
  }
  const { variable } = word;
  if (variable === undefined || variable.name === "_") return false;
  // The subscript of what a nameref names may have to be expanded.
  if (context.variables.targetOf(variable.name) !== variable.name) return false;
  const text = context.variables.text(variable.name);
  if (text === undefined) refuseUnset(variable.name, context);
  if (variable.isQuoted) fields.push(text ?? "");
  else if (text) {
    if (MAY_SPLIT_OR_MATCH.test(text) || context.variables.text("IFS") !== " \t\n") return false;
    fields.push(text);
  }
  return true;
}

function* expandRest(
  words: readonly Word[],
  from: number,
  context: ExpansionContext,
  fields: string[],
): Steps<string[]> {
  const expander = new Expander(context);
  for (let i = from; i < words.length; i++) {
    const word = words[i];
    if (!word) continue;
    const compiled = context.parsed.word(word, compileWord);
    if (expandSimply(compiled, context, fields)) continue;
    if (!compiled.hasBraces || !context.options.set.braceexpand) yield* expandOne(compiled.pieces, expander, fields);
    else
      for (const text of expandBraces(word.text)) {
        yield* waitFor(context.checkpoint());
        const made = /^[A-Za-z0-9_./:=,%+@-]+$/.test(text) ? undefined : compileText(text);
        if (made) yield* expandOne(made, expander, fields);
        else if (text !== "") fields.push(text);
      }
  }
  return fields;
}

function* expandOne(pieces: readonly Piece[], expander: Expander, fields: string[]): Steps<void> {
  const out = new Fields(true);
  yield* expander.pieces(pieces, out);
  out.end();
  const { context } = expander;
  for (const field of out.fields) {
    if (field.pattern === undefined || context.options.set.noglob) fields.push(field.text);
    else for (const path of yield* expandPath(field.pattern, field.text, context)) fields.push(path);
  }
}

/** One text, which is not split: of an assignment, a redirection, a here-string, the word of `case`. */
export function expandToText(
  word: Word,
  context: ExpansionContext,
  as: "assignment" | "redirection" | "here-string" | "case",
): MaybePromise<string> {
  if (as === "redirection") return redirectionTarget(word, context);
  const compiled = context.parsed.word(word, as === "assignment" ? compileAssignmentValue : compileWord);
  if (compiled.literal !== undefined) return compiled.literal;
  if (compiled.variable?.isQuoted && context.variables.targetOf(compiled.variable.name) === compiled.variable.name) {
    const text = context.variables.text(compiled.variable.name);
    if (text !== undefined) return text;
  }
  return run(new Expander(context).text(compiled.pieces));
}

function redirectionTarget(word: Word, context: ExpansionContext): MaybePromise<string> {
  const expanded = expandWords([word], context);
  const only = (fields: string[]): string => {
    const [field] = fields;
    if (field === undefined || fields.length > 1) throw new ExpansionError(`${word.text}: ambiguous redirect`);
    return field;
  };
  return expanded instanceof Promise ? expanded.then(only) : only(expanded);
}

/** A pattern of `case` or `[[ x == … ]]`, in which what is quoted stands for itself. */
export function expandPattern(word: Word, context: ExpansionContext, isTest = false): MaybePromise<Pattern> {
  const compiled = context.parsed.word(word, compileWord);
  return run(
    new Expander(context).pattern(
      compiled.pieces,
      context.options.shopt.nocasematch,
      isTest || context.options.shopt.extglob,
    ),
  );
}

/** The right side of `[[ x =~ … ]]`. @returns nothing for what is no regular expression: the status then is 2 */
export function expandRegex(word: Word, context: ExpansionContext): MaybePromise<Regex | undefined> {
  return run(regexSteps(word, context));
}

function* regexSteps(word: Word, context: ExpansionContext): Steps<Regex | undefined> {
  const compiled = context.parsed.word(word, compileWord);
  const out = new Fields(false, quoteRegex);
  yield* new Expander(context).pieces(compiled.pieces, out);
  const regex = compileRegex(out.pattern, { syntax: "extended", ignoreCase: context.options.shopt.nocasematch });
  return regex instanceof Regex ? regex : undefined;
}

/** The right side of `[[ x == … ]]` or `[[ x =~ … ]]` as xtrace shows it: with backslashes where it is quoted. */
export function expandTracedPattern(
  word: Word,
  context: ExpansionContext,
  kind: "pattern" | "regex",
): MaybePromise<string> {
  return run(tracedPatternSteps(word, context, kind));
}

function* tracedPatternSteps(word: Word, context: ExpansionContext, kind: "pattern" | "regex"): Steps<string> {
  const out = new Fields(false, kind === "regex" ? quoteRegex : (text) => text.replace(/./gsu, "\\$&"));
  yield* new Expander(context).pieces(context.parsed.word(word, compileWord).pieces, out);
  return out.pattern;
}

/** The body of a here-document whose delimiter is not quoted. */
export function expandHereDoc(parts: readonly WordPart[], context: ExpansionContext): MaybePromise<string> {
  const pieces = context.parsed.parts(parts, (given) => piecesOf(given, "document"));
  return run(new Expander(context).text(pieces));
}

/** A text that is expanded as if it stood in double quotes. */
export function expandDocument(text: string, context: ExpansionContext): MaybePromise<string> {
  return run(new Expander(context).text(context.parsed.quoted(text, compileDocument)));
}

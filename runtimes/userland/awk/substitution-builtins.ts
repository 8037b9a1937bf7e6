import type { Regex } from "../../regex/regex.ts";
import type { AwkArray } from "./array.ts";
import { arrayArgument } from "./array-builtins.ts";
import { AwkError } from "./awk-error.ts";
import { both, type Code, map, plain, stepsOf, waiting } from "./code.ts";
import type { Compiler } from "./compiler.ts";
import { isTarget } from "./expression-parser.ts";
import type { Runtime } from "./runtime.ts";
import { lengthOfText } from "./text-length.ts";
import type { Expression, Target } from "./tree.ts";
import { InputText, toNumber, type Value } from "./values.ts";

type Special = (compiler: Compiler, args: readonly Expression[]) => Code<Value>;

const RECORD: Target = { kind: "field", index: { kind: "number", value: 0 } };

/** What works with matches of regular expressions. */
export const SUBSTITUTION_BUILTINS: Readonly<Record<string, Special>> = {
  sub: (compiler, args) => substitution(compiler, args, false),
  gsub: (compiler, args) => substitution(compiler, args, true),
  gensub: (compiler, [regex, replacement, how, text = RECORD]) => {
    if (!regex || !replacement || !how) throw new AwkError("gensub: too few arguments");
    const { runtime } = compiler;
    const what = both(compiler.regexSource(regex), compiler.text(replacement), (source, put) => ({ source, put }));
    const where = both(compiler.value(how), compiler.value(text), (which, subject) => ({ which, subject }));
    return both(what, where, ({ source, put }, { which, subject }) => {
      const isAll = /^[gG]/.test(runtime.text(which));
      const number = isAll ? 0 : Math.max(1, Math.trunc(toNumber(which)));
      const regex = runtime.regexes.of(source);
      const before = runtime.text(subject);
      // What has no match stays what it was: a number of the input, too.
      return regex.test(before) ? replaceMatches(regex, before, number, generalPieces(put)).text : subject;
    });
  },
  match: (compiler, [text, regex, groups]) => {
    if (!text || !regex) throw new AwkError("match: too few arguments");
    const { runtime } = compiler;
    const found = both(compiler.text(text), compiler.regexSource(regex), (subject, source) => ({ subject, source }));
    if (!groups) return map(found, ({ subject, source }) => matchText(runtime, subject, source, undefined));
    return both(found, arrayArgument(compiler, groups, "match", "third"), ({ subject, source }, array) =>
      matchText(runtime, subject, source, array),
    );
  },
};

function matchText(runtime: Runtime, subject: string, source: string, groups: AwkArray | undefined): number {
  const spans = runtime.regexes.of(source).find(subject);
  const [start, end] = spans?.[0] ?? [-1, -2];
  const first = spans ? lengthOfText(subject.slice(0, start)) + 1 : 0;
  runtime.variables.cell("RSTART").value = first;
  runtime.variables.cell("RLENGTH").value = spans ? lengthOfText(subject.slice(start, end)) : -1;
  groups?.clear();
  if (!groups || !spans) return first;
  for (const [number, span] of spans.entries()) {
    if (!span) continue;
    const text = subject.slice(span[0], span[1]);
    groups.set(String(number), new InputText(text));
    groups.set(`${number}${runtime.subsep}start`, lengthOfText(subject.slice(0, span[0])) + 1);
    groups.set(`${number}${runtime.subsep}length`, lengthOfText(text));
  }
  return first;
}

function substitution(
  compiler: Compiler,
  [regex, replacement, given]: readonly Expression[],
  isGlobal: boolean,
): Code<Value> {
  if (!regex || !replacement) throw new AwkError("sub: too few arguments");
  const { runtime } = compiler;
  const what = both(compiler.regexSource(regex), compiler.text(replacement), (source, put) => ({ source, put }));
  const inner = given?.kind === "group" && given.items.length === 1 ? given.items[0] : given;
  const target = inner ?? RECORD;
  if (!isTarget(target)) {
    return both(
      what,
      compiler.text(target),
      ({ source, put }, subject) =>
        replaceMatches(runtime.regexes.of(source), subject, isGlobal ? 0 : 1, piecesOf(put)).count,
    );
  }
  const place = compiler.place(target);
  const replaced = both(
    what,
    map(place.get, (value) => runtime.text(value)),
    ({ source, put }, subject) => replaceMatches(runtime.regexes.of(source), subject, isGlobal ? 0 : 1, piecesOf(put)),
  );
  let text = "";
  // Only what has changed is assigned: else the fields stay as they are.
  const set = place.set(plain(() => text));
  return whenSome(replaced, set, (result) => {
    text = result;
  });
}

/** Assigns if anything was replaced. @returns how often */
function whenSome(replaced: Code<Replaced>, set: Code<Value>, keep: (text: string) => void): Code<Value> {
  if (replaced.waits || set.waits)
    return waiting(function* (frame) {
      const { text, count } = yield* stepsOf(replaced, frame);
      keep(text);
      if (count > 0) yield* stepsOf(set, frame);
      return count;
    });
  const [run, put] = [replaced.run, set.run];
  return plain((frame) => {
    const { text, count } = run(frame);
    keep(text);
    if (count > 0) put(frame);
    return count;
  });
}

interface Replaced {
  readonly text: string;
  readonly count: number;
}

/** Text, or the number of a group that is put there. */
type Piece = string | number;

/** `&` is what matched; a backslash before it takes that away. */
function piecesOf(replacement: string): Piece[] {
  if (!/[\\&]/.test(replacement)) return [replacement];
  const pieces: Piece[] = [];
  for (const [part] of replacement.matchAll(/\\\\&|\\&|&|[^\\&]+|\\/g)) {
    if (part === "&") pieces.push(0);
    else if (part === "\\&") pieces.push("&");
    else if (part === "\\\\&") pieces.push("\\", 0);
    else pieces.push(part);
  }
  return pieces;
}

/** In `gensub` there are `\1` to `\9` as well, and `\0`. */
function generalPieces(replacement: string): Piece[] {
  const pieces: Piece[] = [];
  for (const [part] of replacement.matchAll(/\\[\s\S]|&|[^\\&]+|\\/g)) {
    if (part === "&") pieces.push(0);
    else if (/^\\\d$/.test(part)) pieces.push(Number(part.slice(1)));
    else if (part === "\\&" || part === "\\\\") pieces.push(part.slice(1));
    else pieces.push(part);
  }
  return pieces;
}

/** @param which the number of the match that is replaced, 0 for all */
function replaceMatches(regex: Regex, subject: string, which: number, pieces: readonly Piece[]): Replaced {
  let text = "";
  let count = 0;
  let copied = 0;
  let from = 0;
  for (let number = 1; from <= subject.length; ) {
    const spans = regex.find(subject, from);
    const span = spans?.[0];
    if (!spans || !span) break;
    const [start, end] = span;
    // An empty match right behind another one is none.
    const isAgain = start === end && start === copied && number > 1;
    if (!isAgain) {
      if (which === 0 || which === number) {
        text += subject.slice(copied, start);
        for (const piece of pieces) {
          const group = typeof piece === "number" ? spans[piece] : undefined;
          text += typeof piece === "string" ? piece : group ? subject.slice(group[0], group[1]) : "";
        }
        copied = end;
        count++;
      } else {
        text += subject.slice(copied, end);
        copied = end;
      }
      if (number === which) break;
      number++;
    }
    from = end > start ? end : nextCharacter(subject, end);
  }
  return { text: text + subject.slice(copied), count };
}

function nextCharacter(text: string, at: number): number {
  return at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);
}

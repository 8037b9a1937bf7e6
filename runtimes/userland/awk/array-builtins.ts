import { AwkArray, type Held } from "./array.ts";
import { AwkError } from "./awk-error.ts";
import { both, type Code, map, plain } from "./code.ts";
import type { Compiler } from "./compiler.ts";
import { compareForSort } from "./sorting.ts";
import { type Splitter, splitterAt, splitterOf, splitterOfParts } from "./splitters.ts";
import { lengthOfText } from "./text-length.ts";
import type { Expression } from "./tree.ts";
import { InputText, isNumeric, MISSING, RegexValue, type Value } from "./values.ts";

type Special = (compiler: Compiler, args: readonly Expression[]) => Code<Value>;

/** What takes arrays, or variables as they are. */
export const ARRAY_BUILTINS: Readonly<Record<string, Special>> = {
  length: (compiler, [arg]) => {
    const { runtime } = compiler;
    if (!arg) return plain(() => lengthOfText(runtime.fields.recordText));
    const lengthOf = (held: Held): number => (held instanceof AwkArray ? held.size : lengthOfText(runtime.text(held)));
    if (arg.kind !== "name") return map(compiler.held(arg), lengthOf);
    // Who asks for the length of what is nothing yet makes it a variable that is no array.
    const made = compiler.place(arg).set(plain(() => MISSING));
    return both(
      compiler.held(arg),
      plain((frame) => frame),
      (held, frame) => {
        if (held === undefined && !made.waits) made.run(frame);
        return lengthOf(held);
      },
    );
  },
  isarray: (compiler, [arg]) => map(heldOf(compiler, arg), (held) => Number(held instanceof AwkArray)),
  typeof: (compiler, [arg]) =>
    map(heldOf(compiler, arg), (held) => {
      if (held instanceof AwkArray) return "array";
      if (held === undefined) return "untyped";
      if (held === MISSING) return "unassigned";
      if (held instanceof RegexValue) return "regexp";
      if (held instanceof InputText) return isNumeric(held) ? "strnum" : "string";
      return typeof held;
    }),
  split: (compiler, args) => splitting(compiler, args, "split"),
  patsplit: (compiler, args) => splitting(compiler, args, "patsplit"),
  asort: (compiler, args) => sorting(compiler, args, "asort"),
  asorti: (compiler, args) => sorting(compiler, args, "asorti"),
};

function heldOf(compiler: Compiler, arg: Expression | undefined): ReturnType<Compiler["held"]> {
  return arg ? compiler.held(arg) : plain(() => undefined);
}

/** An argument that has to be an array. @throws AwkError */
export function arrayArgument(
  compiler: Compiler,
  node: Expression | undefined,
  name: string,
  which: string,
): Code<AwkArray> {
  const message = `${name}: ${which} argument is not an array`;
  if (node?.kind !== "name" && node?.kind !== "element") throw new AwkError(message);
  const held = map(compiler.held(node), (value) => {
    if (value !== undefined && !(value instanceof AwkArray)) throw new AwkError(message);
  });
  return both(held, compiler.array(node), (_held, array) => array);
}

function splitting(compiler: Compiler, args: readonly Expression[], name: "split" | "patsplit"): Code<Value> {
  const [text, parts, separator, separators] = args;
  if (!text) throw new AwkError(`${name}: too few arguments`);
  const array = arrayArgument(compiler, parts, name, "second");
  const between = separators && arrayArgument(compiler, separators, name, "fourth");
  const how = splitterFor(compiler, separator, name);
  const what = both(compiler.text(text), how, (subject, splitter) => ({ subject, splitter }));
  const where = between
    ? both(array, between, (into, gaps) => ({ into, gaps: gaps as AwkArray | undefined }))
    : map(array, (into) => ({ into, gaps: undefined as AwkArray | undefined }));
  const isDefault = name === "split" && (!separator || (separator.kind === "string" && separator.value === " "));
  return both(what, where, ({ subject, splitter }, { into, gaps }) => {
    const found: string[] = [];
    const list = splitter(subject, gaps && found);
    into.fill(list.map((part) => new InputText(part)));
    if (gaps) {
      gaps.clear();
      const first = name === "patsplit" || isDefault ? 0 : 1;
      for (const [at, gap] of found.entries()) gaps.set(String(at + first), gap);
    }
    return list.length;
  });
}

function splitterFor(
  compiler: Compiler,
  separator: Expression | undefined,
  name: "split" | "patsplit",
): Code<Splitter> {
  const { runtime } = compiler;
  const { regexes } = runtime;
  if (name === "patsplit") {
    if (!separator)
      return plain(() =>
        splitterOfParts(regexes.of(runtime.text(runtime.scalar(runtime.variables.cell("FPAT").value, "FPAT")))),
      );
    return map(compiler.regexSource(separator), (source) => splitterOfParts(regexes.of(source)));
  }
  if (!separator)
    return plain(() => splitterOf(runtime.text(runtime.scalar(runtime.variables.cell("FS").value, "FS")), regexes));
  const ofRegex = (source: string): Splitter =>
    source === "" ? splitterOf("", regexes) : splitterAt(regexes.of(source));
  if (separator.kind === "regex") return plain(() => ofRegex(separator.source));
  return map(compiler.value(separator), (value) =>
    value instanceof RegexValue ? ofRegex(value.source) : splitterOf(runtime.text(value), regexes),
  );
}

function sorting(compiler: Compiler, args: readonly Expression[], name: "asort" | "asorti"): Code<Value> {
  const [source, target, how] = args;
  const from = arrayArgument(compiler, source, name, "first");
  const to = target ? arrayArgument(compiler, target, name, "second") : from;
  const order = how ? compiler.text(how) : plain(() => (name === "asort" ? "@val_type_asc" : "@ind_str_asc"));
  const arrays = both(from, to, (one, other) => ({ one, other }));
  return both(arrays, order, ({ one, other }, by) => {
    const compare = compareForSort(by, compiler.environment);
    const entries = one.entries().sort(compare);
    other.fill(
      entries.map(([key, held]): Value => (name === "asorti" ? key : held instanceof AwkArray ? undefined : held)),
    );
    return entries.length;
  });
}

import type { Node } from "yaml";
import { type Call, firstText, type NodeFunction, onText } from "./calls.ts";
import { ExpressionError } from "./expression-error.ts";
import { mapOf, nodeOf, scalarOf, seqOf } from "./nodes.ts";

/** Go's regular expressions are near enough to JavaScript's. @throws ExpressionError */
function regexOf(source: string, flags: string): RegExp {
  const given = /^\(\?([ims]+)\)/.exec(source);
  const body = source.slice(given?.[0].length ?? 0).replaceAll("(?P<", "(?<");
  try {
    return new RegExp(body, `ud${flags}${given?.[1] ?? ""}`);
  } catch {
    throw new ExpressionError(`error parsing regexp: ${source}`);
  }
}

/** What `match` says of what was found. */
function foundNode(found: RegExpExecArray): Node {
  const names = Object.entries(found.groups ?? {});
  const captures = found.slice(1).map((capture: string | undefined, index) => {
    const [start = -1] = found.indices?.[index + 1] ?? [];
    const named = names.find(
      ([name]) => found.indices?.groups?.[name]?.[0] === start && found.groups?.[name] === capture,
    );
    return mapOf([
      ["string", scalarOf(capture ?? null)],
      ["offset", nodeOf(start)],
      ["length", nodeOf(capture?.length ?? 0)],
      ...(named ? [["name", scalarOf(named[0])] as const] : []),
    ]);
  });
  return mapOf([
    ["string", scalarOf(found[0])],
    ["offset", nodeOf(found.index)],
    ["length", nodeOf(found[0].length)],
    ["captures", seqOf(captures)],
  ]);
}

/** What is found once, or everywhere if the second argument says so. */
function matches(call: Call): ReturnType<NodeFunction> {
  const isGlobal = call.args.length > 1;
  const [pattern] = call.args;
  return call.inputs.flatMap((input) => {
    const given = pattern ? call.evaluation.evaluate(pattern, [input], call.variables) : [];
    const regex = regexOf(firstText(given), "g");
    const found = [...firstText([input]).matchAll(regex)];
    return (isGlobal ? found : found.slice(0, 1)).map((each) => input.withNode(foundNode(each)));
  });
}

export const REGEX_FUNCTIONS: Readonly<Record<string, NodeFunction>> = {
  test: onText((text, argument) => scalarOf(regexOf(firstText(argument()), "").test(text))),
  match: matches,
  capture: onText((text, argument) => {
    const groups = regexOf(firstText(argument()), "").exec(text)?.groups ?? {};
    return mapOf(Object.entries(groups).map(([name, value]) => [name, scalarOf(value ?? null)]));
  }),
  sub: onText((text, argument) => {
    const replacement = firstText(argument(1))
      .replace(/\$(?![{\w])/g, "$$$$")
      .replace(/\$\{(\w+)\}/g, "$$$1");
    return scalarOf(text.replace(regexOf(firstText(argument(0)), "g"), replacement));
  }),
};

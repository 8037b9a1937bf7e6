import { isScalar, isSeq, type Node } from "yaml";
import { argumentOf, type Call, firstText, type NodeFunction, onEach } from "./calls.ts";
import { ExpressionError } from "./expression-error.ts";
import type { Match } from "./match.ts";
import { copyOf, itemsOf, mapOf, nodeOf, scalarOf, seqOf, tagOf, textOf } from "./nodes.ts";

/** Where matches stand, and what stands at paths. */

function along(match: Match, path: Node): Match {
  if (!isSeq(path)) throw new ExpressionError(`SETPATH: expected path to be a sequence, but its a ${tagOf(path)}`);
  let at = match;
  for (const key of itemsOf(path)) {
    const isIndex = isScalar(key) && typeof key.value === "number";
    const next = isIndex ? at.item(Number(key.value)) : at.children(textOf(key))[0];
    if (!next) throw new ExpressionError(`there is nothing at ${textOf(key)}`);
    at = next;
  }
  return at;
}

function ancestorsOf(match: Match): Match[] {
  return match.parent ? [match.parent, ...ancestorsOf(match.parent)] : [];
}

/** Counted from itself, or from the root if that is negative. */
function parents(call: Call): Match[] {
  return call.inputs.flatMap((input) => {
    const level = call.args.length > 0 ? Number(firstText(argumentOf(call, input))) : 1;
    const line = [input, ...ancestorsOf(input)];
    return line.at(level < 0 ? Math.max(level, -line.length) : level) ?? [];
  });
}

export const PATH_FUNCTIONS: Readonly<Record<string, NodeFunction>> = {
  key: ({ inputs }) => inputs.flatMap((input) => input.asKey ?? []),
  is_key: onEach(({ isKey }) => scalarOf(isKey)),
  path: onEach(({ path }) => nodeOf(path)),
  parent: parents,
  parents: onEach((match) => seqOf(ancestorsOf(match).map(({ node }) => copyOf(node)))),
  root: ({ inputs }) => inputs.flatMap((input) => [input, ...ancestorsOf(input)].at(-1) ?? []),
  setpath: (call) => {
    for (const input of call.inputs) {
      const [path] = argumentOf(call, input, 0);
      const [value] = argumentOf(call, input, 1);
      if (path && value) along(input, path.real).replace(copyOf(value.node));
    }
    return [...call.inputs];
  },
  delpaths: (call) => {
    for (const input of call.inputs) {
      const [paths] = argumentOf(call, input);
      for (const [index, path] of (paths && isSeq(paths.real) ? itemsOf(paths.real) : []).entries()) {
        if (!isSeq(path))
          throw new ExpressionError(
            `DELPATHS: expected entry [${index}] to be a sequence, but its a ${tagOf(path)}. Note that delpaths takes an array of path arrays, e.g. [["a", "b"]]`,
          );
        along(input, path).remove();
      }
    }
    return [...call.inputs];
  },
  array_to_map: onEach(({ values }) =>
    mapOf(
      values.flatMap(({ key, real }) =>
        isScalar(real) && real.value === null ? [] : [[String(key), copyOf(real)] as const],
      ),
    ),
  ),
};

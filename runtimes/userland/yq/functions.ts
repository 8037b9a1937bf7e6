import { isAlias, isMap, isScalar, isSeq, type Node } from "yaml";
import { commentText, footComment, headComment, styleOf } from "./attributes.ts";
import { argumentOf, type Call, firstText, type NodeFunction, onEach } from "./calls.ts";
import { descendants } from "./descendants.ts";
import { ENTRY_FUNCTIONS } from "./entry-functions.ts";
import { ExpressionError } from "./expression-error.ts";
import type { Match } from "./match.ts";
import {
  areEqual,
  copyOf,
  isMergeKey,
  isNull,
  isTrue,
  itemsOf,
  mapOf,
  nodeOf,
  pairsOf,
  replacementFor,
  scalarOf,
  tagOf,
  textOf,
} from "./nodes.ts";
import { PATH_FUNCTIONS } from "./path-functions.ts";
import { SEQUENCE_FUNCTIONS } from "./sequence-functions.ts";
import { TEXT_FUNCTIONS } from "./text-functions.ts";
import { readYaml } from "./yaml-text.ts";

function contains(whole: Node, part: Node): boolean {
  if (isMap(whole) && isMap(part))
    return pairsOf(part).every(({ key, value }) =>
      pairsOf(whole).some((pair) => areEqual(pair.key, key) && contains(pair.value, value)),
    );
  if (isSeq(whole)) {
    const parts = isSeq(part) ? itemsOf(part) : [part];
    return parts.every((each) => itemsOf(whole).some((item) => contains(item, each)));
  }
  if (isScalar(whole) && isScalar(part) && typeof whole.value === "string") return textOf(whole).includes(textOf(part));
  return areEqual(whole, part);
}

function lengthOf(node: Node): number {
  if (isMap(node) || isSeq(node)) return node.items.length;
  return isNull(node) ? 0 : [...textOf(node)].length;
}

function sortKeys(node: Node): void {
  if (!isMap(node)) return;
  const order = (a: Node, b: Node): number => (textOf(a) < textOf(b) ? -1 : textOf(a) > textOf(b) ? 1 : 0);
  node.items = pairsOf(node).sort((a, b) => order(a.key, b.key));
}

/** Puts what aliases and merge keys stand for in their places. */
function explode(match: Match): void {
  for (const each of [...descendants(match)].reverse()) {
    if (isAlias(each.node)) each.replace(copyOf(each.real));
    const { node } = each;
    if (isMap(node) && pairsOf(node).some(({ key }) => isMergeKey(key))) {
      const entries = each.values.map(({ key, real }) => [String(key), copyOf(real)] as const);
      each.replace(replacementFor(node, mapOf(entries), true));
    }
  }
  for (const { node } of descendants(match)) if (isScalar(node) || isMap(node) || isSeq(node)) delete node.anchor;
}

function removed(call: Call): Match[] {
  for (const input of call.inputs) for (const match of argumentOf(call, input).reverse()) match.remove();
  return [...call.inputs];
}

function environment({ evaluation, args, inputs, variables }: Call, isText: boolean): Match[] {
  const name = firstText(evaluation.evaluate(args[0] ?? { kind: "self" }, inputs.slice(0, 1), variables));
  const value = evaluation.surroundings.env.get(name);
  if (value === undefined) throw new ExpressionError(`value for env variable '${name}' not provided in env()`);
  return inputs.map((input) =>
    input.withNode(isText ? scalarOf(value) : (readYaml(value)[0]?.contents ?? scalarOf(value))),
  );
}

const documentIndex = onEach(({ source }) => nodeOf(source.index));
const fileIndex = onEach(({ source }) => nodeOf(source.fileIndex));
const tag = onEach(({ node }) => scalarOf(tagOf(node)));
const lineComment = onEach(({ node }) => scalarOf(commentText(node.comment)));
const head = onEach((match) => scalarOf(headComment(match)));

export const FUNCTIONS: Readonly<Record<string, NodeFunction>> = {
  ...SEQUENCE_FUNCTIONS,
  ...ENTRY_FUNCTIONS,
  ...TEXT_FUNCTIONS,
  map_values: (call) => {
    for (const input of call.inputs)
      for (const value of input.values) {
        const [result] = argumentOf(call, value);
        if (result) value.replace(copyOf(result.node));
      }
    return [...call.inputs];
  },
  with: (call) => {
    for (const input of call.inputs) for (const match of argumentOf(call, input, 0)) argumentOf(call, match, 1);
    return [...call.inputs];
  },
  length: onEach(({ real }) => nodeOf(lengthOf(real))),
  del: removed,
  delete: removed,
  contains: onEach(({ real }, argument) => {
    const [part] = argument();
    return scalarOf(part !== undefined && contains(real, part.real));
  }),
  not: onEach(({ real }) => scalarOf(!isTrue(real))),
  tag,
  type: tag,
  kind: onEach(({ node }) => scalarOf(isAlias(node) ? "alias" : isMap(node) ? "map" : isSeq(node) ? "seq" : "scalar")),
  style: onEach(({ node }) => scalarOf(styleOf(node))),
  anchor: onEach(({ node }) => scalarOf(isAlias(node) ? "" : ((node as { anchor?: string }).anchor ?? ""))),
  alias: onEach(({ node }) => scalarOf(isAlias(node) ? node.source : "")),
  line_comment: lineComment,
  lineComment,
  head_comment: head,
  headComment: head,
  foot_comment: onEach((match) => scalarOf(footComment(match))),
  ...PATH_FUNCTIONS,
  document_index: documentIndex,
  di: documentIndex,
  file_index: fileIndex,
  fileIndex,
  fi: fileIndex,
  filename: onEach(({ source }) => scalarOf(source.file)),
  explode: (call) => {
    for (const input of call.inputs) for (const match of argumentOf(call, input)) explode(match);
    return [...call.inputs];
  },
  sort_keys: (call) => {
    for (const input of call.inputs) for (const match of argumentOf(call, input)) sortKeys(match.node);
    return [...call.inputs];
  },
  env: (call) => environment(call, false),
  strenv: (call) => environment(call, true),
  load: onEach(
    (_match, argument, { evaluation }) =>
      readYaml(evaluation.surroundings.readFile(firstText(argument())))[0]?.contents ?? scalarOf(null),
  ),
  load_str: onEach((_match, argument, { evaluation }) =>
    scalarOf(evaluation.surroundings.readFile(firstText(argument()))),
  ),
  now: onEach((_match, _argument, { evaluation }) =>
    scalarOf(new Date(evaluation.surroundings.nowMs()).toISOString().replace(/\.\d+Z$/, "Z")),
  ),
  empty: () => [],
  error: onEach((_match, argument) => {
    throw new ExpressionError(firstText(argument()));
  }),
};

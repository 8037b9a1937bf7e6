import { isAlias, isMap, isScalar, isSeq, type Node, Pair, YAMLMap } from "yaml";
import { orderOf } from "./arithmetic.ts";
import { commentText, footComment, headComment, styleOf } from "./attributes.ts";
import { decodeBase64, encodeBase64 } from "./base64.ts";
import { argumentOf, type Call, firstText, type NodeFunction, onEach, onText } from "./calls.ts";
import { descendants } from "./descendants.ts";
import { ExpressionError } from "./expression-error.ts";
import { jsonText, rowText } from "./formats.ts";
import type { Match } from "./match.ts";
import {
  areEqual,
  copyOf,
  isMergeKey,
  isNull,
  isTrue,
  itemsOf,
  keysOf,
  mapOf,
  nodeOf,
  pairsOf,
  plainOf,
  scalarOf,
  seqOf,
  tagOf,
  textOf,
} from "./nodes.ts";
import { PATH_FUNCTIONS } from "./path-functions.ts";
import { REGEX_FUNCTIONS } from "./regex-functions.ts";
import { readYaml, yamlText } from "./yaml-text.ts";

const onItems =
  (make: (items: readonly Match[], argument: (item: Match) => Match[]) => readonly Node[]): NodeFunction =>
  (call) =>
    call.inputs.map((input) => {
      const { real } = input;
      if (!isSeq(real))
        throw new ExpressionError(`node at path [${input.path.join(".")}] is not an array (it's a ${tagOf(real)})`);
      const sequence = copyOf(real);
      sequence.items = [...make(input.values, (item) => argumentOf(call, item))];
      return input.withNode(sequence);
    });

const sortedBy = (items: readonly Match[], keyOf: (item: Match) => readonly Node[]): Node[] => {
  const keyed = items.map((item) => ({ node: item.node, keys: keyOf(item) }));
  keyed.sort((a, b) => {
    for (const [index, key] of a.keys.entries()) {
      const order = orderOf(key, b.keys[index] ?? key);
      if (order !== 0) return order;
    }
    return 0;
  });
  return keyed.map(({ node }) => node);
};

/** The groups of items with the same key, in the order they appear. */
function groupsOf(items: readonly Match[], keyOf: (item: Match) => Node | undefined): Node[][] {
  const groups = new Map<string, Node[]>();
  for (const item of items) {
    const key = keyOf(item);
    const name = key ? jsonText(plainOf(key, item.source.document), 0) : "";
    const group = groups.get(name);
    if (group) group.push(item.node);
    else groups.set(name, [item.node]);
  }
  return [...groups.values()];
}

const nodesOf = (matches: readonly Match[]): Node[] => matches.map(({ real }) => real);

/** Shares the value: an update of what it stands in is one of it, too. */
const entryOf = (key: Node, value: Node): Node =>
  mapOf([
    ["key", copyOf(key)],
    ["value", value],
  ]);

function entriesOf(match: Match): Node[] {
  const { real } = match;
  if (isMap(real)) return pairsOf(real).map(({ key, value }) => entryOf(key, value));
  return isSeq(real) ? itemsOf(real).map((value, index) => entryOf(nodeOf(index), value)) : [];
}

function fromEntries(items: readonly Node[], match: Match): Node {
  const map = new YAMLMap<Node, Node>();
  for (const item of items) {
    const entry = match.withNode(item);
    const [key] = entry.children("key");
    const [value] = entry.children("value");
    if (key && value) map.items.push(new Pair<Node, Node>(copyOf(key.node), value.node));
  }
  return map;
}

const flattened = (items: readonly Node[], depth: number): Node[] =>
  items.flatMap((item) => (isSeq(item) && depth !== 0 ? flattened(itemsOf(item), depth - 1) : [item]));

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

/** Puts what aliases stand for in their places. */
function explode(match: Match): void {
  const { document } = match.source;
  const nodes = [...descendants(match)];
  for (const each of nodes) {
    if (isAlias(each.node)) each.replace(copyOf(each.real));
    const { node } = each;
    if (!isMap(node)) continue;
    const plain = pairsOf(node).some(({ key }) => isMergeKey(key)) ? plainOf(node, document) : undefined;
    if (plain instanceof Map) each.replace(mapOf([...plain].map(([key, value]) => [String(key), nodeOf(value)])));
  }
  for (const { node } of descendants(match)) if (isScalar(node) || isMap(node) || isSeq(node)) delete node.anchor;
}

function removed(call: Call): Match[] {
  for (const input of call.inputs) for (const match of argumentOf(call, input).reverse()) match.remove();
  return [...call.inputs];
}

function selected(call: Call): Match[] {
  return call.inputs.filter((input) => argumentOf(call, input).some(({ real }) => isTrue(real)));
}

function environment({ evaluation, args, inputs, variables }: Call, isText: boolean): Match[] {
  const name = firstText(evaluation.evaluate(args[0] ?? { kind: "self" }, inputs.slice(0, 1), variables));
  const value = evaluation.surroundings.env.get(name);
  if (value === undefined) throw new ExpressionError(`value for env variable '${name}' not provided in env()`);
  return inputs.map((input) =>
    input.withNode(isText ? scalarOf(value) : (readYaml(value)[0]?.contents ?? scalarOf(value))),
  );
}

const quantified =
  (isAll: boolean, usesArgument: boolean): NodeFunction =>
  (call) =>
    call.inputs.map((input) => {
      const results = input.values.map((item) =>
        (usesArgument ? argumentOf(call, item) : [item]).some(({ real }) => isTrue(real)),
      );
      return input.withNode(scalarOf(isAll ? results.every(Boolean) : results.some(Boolean)));
    });

const mapped: NodeFunction = (call) =>
  call.inputs.map((input) => {
    const results = input.values.flatMap((item) => argumentOf(call, item));
    return input.withNode(seqOf(results.map(({ node }) => copyOf(node))));
  });

const picked = (isKept: boolean): NodeFunction =>
  onEach(({ real }, argument) => {
    const [wanted] = argument();
    const names = wanted && isSeq(wanted.real) ? itemsOf(wanted.real).map(textOf) : [];
    const copy = copyOf(real);
    if (isMap(copy)) {
      const pairs = pairsOf(copy);
      copy.items = isKept
        ? names.flatMap((name) => pairs.filter(({ key }) => textOf(key) === name))
        : pairs.filter(({ key }) => !names.includes(textOf(key)));
    } else if (isSeq(copy)) {
      const items = itemsOf(copy);
      copy.items = isKept
        ? names.flatMap((name) => items[Number(name)] ?? [])
        : items.filter((_, index) => !names.includes(String(index)));
    }
    return copy;
  });

const extreme = (sign: number): NodeFunction =>
  onEach(({ values }) => {
    const nodes = nodesOf(values);
    return nodes.length === 0
      ? undefined
      : nodes.reduce((best, node) => (orderOf(node, best) * sign > 0 ? node : best));
  });

const upper = onText((text) => scalarOf(text.toUpperCase()));
const lower = onText((text) => scalarOf(text.toLowerCase()));
const documentIndex = onEach(({ source }) => nodeOf(source.index));
const fileIndex = onEach(({ source }) => nodeOf(source.fileIndex));
const tag = onEach(({ node }) => scalarOf(tagOf(node)));
const toText = onEach(({ real }) => scalarOf(isScalar(real) ? textOf(real) : yamlText(real, 2).replace(/\n$/, "")));
const toJson = onEach((match, argument, { args }) => {
  const indent = args.length > 0 ? Number(firstText(argument())) : 2;
  const text = jsonText(plainOf(match.real, match.source.document), indent);
  return scalarOf(indent > 0 ? `${text}\n` : text);
});
const toYaml = onEach(({ real }) => scalarOf(yamlText(real, 2)));
const fromYaml = onText((text) => readYaml(text)[0]?.contents ?? scalarOf(null));
const lineComment = onEach(({ node }) => scalarOf(commentText(node.comment)));
const head = onEach((match) => scalarOf(headComment(match)));

export const FUNCTIONS: Readonly<Record<string, NodeFunction>> = {
  select: selected,
  filter: (call) =>
    call.inputs.map((input) =>
      input.withNode(seqOf(selected({ ...call, inputs: input.values }).map(({ node }) => copyOf(node)))),
    ),
  map: mapped,
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
  keys: onEach(({ real }) => seqOf(keysOf(real))),
  length: onEach(({ real }) => nodeOf(lengthOf(real))),
  has: onEach(({ real }, argument) => {
    const [wanted] = argument();
    const name = wanted ? textOf(wanted.real) : "";
    if (isMap(real)) return scalarOf(pairsOf(real).some(({ key }) => textOf(key) === name));
    return scalarOf(isSeq(real) && Number(name) >= 0 && Number(name) < real.items.length);
  }),
  del: removed,
  delete: removed,
  to_entries: onEach((match) => (isNull(match.real) ? undefined : seqOf(entriesOf(match)))),
  from_entries: onEach((match) => fromEntries(nodesOf(match.values), match)),
  with_entries: (call) =>
    call.inputs.map((input) => {
      const entries = entriesOf(input).map((node) => input.withNode(node));
      return input.withNode(
        fromEntries(
          entries.flatMap((entry) => nodesOf(argumentOf(call, entry))),
          input,
        ),
      );
    }),
  sort: onItems((items) => sortedBy(items, ({ real }) => [real])),
  sort_by: onItems((items, argument) => sortedBy(items, (item) => nodesOf(argument(item)))),
  reverse: onItems((items) => items.map(({ node }) => node).reverse()),
  unique: onItems((items) => groupsOf(items, ({ real }) => real).flatMap(([first]) => (first ? [first] : []))),
  unique_by: onItems((items, argument) =>
    groupsOf(items, (item) => argument(item)[0]?.real).flatMap(([first]) => (first ? [first] : [])),
  ),
  group_by: onItems((items, argument) => groupsOf(items, (item) => argument(item)[0]?.real).map(seqOf)),
  flatten: onEach(({ real }, argument, { args }) =>
    isSeq(real) ? seqOf(flattened(itemsOf(real), args.length > 0 ? Number(firstText(argument())) : -1)) : real,
  ),
  first: (call) =>
    call.inputs.flatMap((input) => {
      const found = call.args.length === 0 ? input.values : selected({ ...call, inputs: input.values });
      return found.slice(0, 1);
    }),
  min: extreme(-1),
  max: extreme(1),
  any: quantified(false, false),
  all: quantified(true, false),
  any_c: quantified(false, true),
  all_c: quantified(true, true),
  contains: onEach(({ real }, argument) => {
    const [part] = argument();
    return scalarOf(part !== undefined && contains(real, part.real));
  }),
  not: onEach(({ real }) => scalarOf(!isTrue(real))),
  pick: picked(true),
  omit: picked(false),
  join: onEach(({ values }, argument) =>
    scalarOf(values.map(({ real }) => (isNull(real) ? "" : textOf(real))).join(firstText(argument()))),
  ),
  split: onText((text, argument) => seqOf(text.split(firstText(argument())).map((part) => scalarOf(part)))),
  ...REGEX_FUNCTIONS,
  upcase: upper,
  ascii_upcase: upper,
  downcase: lower,
  ascii_downcase: lower,
  trim: onText((text) => scalarOf(text.trim())),
  to_number: onText((text) => scalarOf(Number(text), text)),
  tonumber: onText((text) => scalarOf(Number(text), text)),
  to_string: toText,
  tostring: toText,
  to_json: toJson,
  tojson: toJson,
  from_json: fromYaml,
  fromjson: fromYaml,
  to_yaml: toYaml,
  toyaml: toYaml,
  from_yaml: fromYaml,
  fromyaml: fromYaml,
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

/** Functions that begin with `@`. */
export const FORMATS: Readonly<Record<string, (match: Match) => Node>> = {
  json: ({ real, source }) => scalarOf(jsonText(plainOf(real, source.document), 0)),
  yaml: ({ real }) => scalarOf(yamlText(real, 2)),
  csv: ({ real, source }) => scalarOf(rowText(plainOf(real, source.document), ",")),
  tsv: ({ real, source }) => scalarOf(rowText(plainOf(real, source.document), "\t")),
  base64: ({ real }) => scalarOf(encodeBase64(textOf(real))),
  base64d: ({ real }) => scalarOf(decodeBase64(textOf(real))),
  uri: ({ real }) =>
    scalarOf(
      encodeURIComponent(textOf(real))
        .replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)
        .replace(/%20/g, "+"),
    ),
  sh: ({ real }) =>
    scalarOf(/^[\w@%+=:,./-]+$/.test(textOf(real)) ? textOf(real) : `'${textOf(real).replaceAll("'", `'"'"'`)}'`),
};

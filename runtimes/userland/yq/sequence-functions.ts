import { isSeq, type Node } from "yaml";
import { orderOf } from "./arithmetic.ts";
import { argumentOf, type Call, firstText, type NodeFunction, onEach } from "./calls.ts";
import { ExpressionError } from "./expression-error.ts";
import { jsonText } from "./formats.ts";
import type { Match } from "./match.ts";
import { copyOf, isNull, isTrue, itemsOf, plainOf, scalarOf, seqOf, tagOf, textOf } from "./nodes.ts";

const nodesOf = (matches: readonly Match[]): Node[] => matches.map(({ real }) => real);

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

const flattened = (items: readonly Node[], depth: number): Node[] =>
  items.flatMap((item) => (isSeq(item) && depth !== 0 ? flattened(itemsOf(item), depth - 1) : [item]));

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

const extreme = (sign: number): NodeFunction =>
  onEach(({ values }) => {
    const nodes = nodesOf(values);
    return nodes.length === 0
      ? undefined
      : nodes.reduce((best, node) => (orderOf(node, best) * sign > 0 ? node : best));
  });

function selected(call: Call): Match[] {
  return call.inputs.filter((input) => argumentOf(call, input).some(({ real }) => isTrue(real)));
}

/** What is done with the items of a sequence, or the values of a mapping. */
export const SEQUENCE_FUNCTIONS: Readonly<Record<string, NodeFunction>> = {
  select: selected,
  filter: (call) =>
    call.inputs.map((input) =>
      input.withNode(seqOf(selected({ ...call, inputs: input.values }).map(({ node }) => copyOf(node)))),
    ),
  map: mapped,
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
  join: onEach(({ values }, argument) =>
    scalarOf(values.map(({ real }) => (isNull(real) ? "" : textOf(real))).join(firstText(argument()))),
  ),
};

import { isMap, isSeq, type Node, Pair, YAMLMap } from "yaml";
import { argumentOf, type NodeFunction, onEach } from "./calls.ts";
import type { Match } from "./match.ts";
import { copyOf, isNull, itemsOf, keysOf, mapOf, nodeOf, pairsOf, scalarOf, seqOf, textOf } from "./nodes.ts";

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

/** What is done with keys and their values. */
export const ENTRY_FUNCTIONS: Readonly<Record<string, NodeFunction>> = {
  keys: onEach(({ real }) => seqOf(keysOf(real))),
  has: onEach(({ real }, argument) => {
    const [wanted] = argument();
    const name = wanted ? textOf(wanted.real) : "";
    if (isMap(real)) return scalarOf(pairsOf(real).some(({ key }) => textOf(key) === name));
    return scalarOf(isSeq(real) && Number(name) >= 0 && Number(name) < real.items.length);
  }),
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
  pick: picked(true),
  omit: picked(false),
};

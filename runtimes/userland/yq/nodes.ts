import { type Document, isAlias, isMap, isScalar, isSeq, type Node, Pair, Scalar, YAMLMap, YAMLSeq } from "yaml";
import { ExpressionError } from "./expression-error.ts";

/* What the nodes of YAML documents are to expressions. */

export type Plain = string | number | boolean | null;

/** A string that would be read as something else has to be in quotes. */
const AMBIGUOUS = [
  /^(?:|~|null|Null|NULL|true|True|TRUE|false|False|FALSE|<<)$/,
  /^[-+]?(?:0x[\da-fA-F]+|0o?[0-7]+|0b[01]+|\d[\d_]*|\.inf|\.Inf|\.INF)$|^\.(?:nan|NaN|NAN)$/,
  /^[-+]?(?:\d[\d_]*)?\.?\d+(?:[eE][-+]?\d+)?$|^[-+]?\d+\.$/,
  /^\d{4}-\d\d?-\d\d?(?:[Tt ].*)?$/,
];

export function scalarOf(value: Plain, source?: string): Scalar {
  const scalar = new Scalar<unknown>(value);
  if (source !== undefined && typeof value !== "string") scalar.source = source;
  if (typeof value !== "string") return scalar;
  if (AMBIGUOUS.some((pattern) => pattern.test(value))) scalar.type = Scalar.QUOTE_DOUBLE;
  else if (value.includes("\n")) scalar.type = Scalar.BLOCK_LITERAL;
  return scalar;
}

export function seqOf(items: readonly Node[]): YAMLSeq<Node> {
  const seq = new YAMLSeq<Node>();
  seq.items = [...items];
  return seq;
}

export function mapOf(entries: Iterable<readonly [string, Node]>): YAMLMap<Node, Node> {
  const map = new YAMLMap<Node, Node>();
  for (const [key, value] of entries) map.items.push(new Pair<Node, Node>(scalarOf(key), value));
  return map;
}

/** The node of what JSON can say. */
export function nodeOf(value: unknown): Node {
  if (Array.isArray(value)) return seqOf(value.map(nodeOf));
  if (typeof value === "object" && value !== null)
    return mapOf(Object.entries(value).map(([key, item]) => [key, nodeOf(item)] as const));
  return scalarOf(value as Plain);
}

export type Entry = Pair<Node, Node> & { value: Node };

/** The entries of a mapping, each with a value. */
export function pairsOf(map: YAMLMap): Entry[] {
  for (const pair of map.items) {
    pair.key ??= new Scalar(null);
    pair.value ??= new Scalar(null);
  }
  return map.items as Entry[];
}

export function itemsOf(seq: YAMLSeq): Node[] {
  return seq.items as Node[];
}

/** What an alias stands for; any other node itself. */
export function resolved(node: Node, document: Document): Node {
  return isAlias(node) ? (node.resolve(document) ?? new Scalar(null)) : node;
}

export function textOf(node: Node): string {
  if (!isScalar(node)) return "";
  if (typeof node.value === "string") return node.value;
  if (node.source !== undefined && node.source !== "") return node.source;
  return numberText(node.value);
}

function numberText(value: unknown): string {
  if (typeof value !== "number" || Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? ".nan" : value < 0 ? "-.inf" : ".inf";
}

export function isNull(node: Node): boolean {
  return isScalar(node) && (node.value === null || node.value === undefined);
}

export function isTrue(node: Node): boolean {
  return !isNull(node) && !(isScalar(node) && node.value === false);
}

export function tagOf(node: Node): string {
  if (node.tag !== undefined && node.tag !== "" && !isAlias(node))
    return node.tag.replace(/^tag:yaml\.org,2002:/, "!!");
  if (isMap(node)) return "!!map";
  if (isSeq(node)) return "!!seq";
  const value = isScalar(node) ? node.value : null;
  if (typeof value === "string") return "!!str";
  if (typeof value === "boolean") return "!!bool";
  if (typeof value === "bigint") return "!!int";
  if (typeof value !== "number") return value === null || value === undefined ? "!!null" : "!!str";
  return /[.eE]|inf|nan/i.test(textOf(node)) && !/^0x/i.test(textOf(node)) ? "!!float" : "!!int";
}

/** A number, as it was written. */
export class NumberText {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }

  /** What JSON has for it: its numbers have no other base than ten, and are finite. */
  toJSON(): number | null {
    const value = Number(this.#text);
    return Number.isFinite(value) ? value : null;
  }
}

/** A document of a few aliases can stand for one that is endless, or nearly. */
const MAX_PLAIN_NODES = 5_000_000;
const MAX_PLAIN_DEPTH = 1_000;

/** What JSON has for it; keys stay in their order. @throws ExpressionError for what has no end */
export function plainOf(node: Node, document: Document): unknown {
  let count = 0;
  const plain = (each: Node, depth: number): unknown => {
    if (++count > MAX_PLAIN_NODES || depth > MAX_PLAIN_DEPTH)
      throw new ExpressionError("yaml: document contains excessive aliasing");
    const real = resolved(each, document);
    if (isMap(real))
      return new Map(
        pairsOf(real).flatMap(({ key, value }): [string, unknown][] =>
          isMergeKey(key)
            ? mergedMaps(value, document).flatMap((map) => [...(plain(map, depth + 1) as Map<string, unknown>)])
            : [[textOf(resolved(key, document)), plain(value, depth + 1)]],
        ),
      );
    if (isSeq(real)) return itemsOf(real).map((item) => plain(item, depth + 1));
    const value = isScalar(real) ? real.value : null;
    return typeof value === "number" ? new NumberText(textOf(real)) : (value ?? null);
  };
  return plain(node, 0);
}

export function isMergeKey(key: Node): boolean {
  return isScalar(key) && (key.value === "<<" || typeof key.value === "symbol") && key.type !== Scalar.QUOTE_DOUBLE;
}

/** The mappings that the value of a merge key stands for. */
export function mergedMaps(value: Node, document: Document): YAMLMap[] {
  const real = resolved(value, document);
  const maps = isSeq(real) ? itemsOf(real).map((item) => resolved(item, document)) : [real];
  return maps.filter((map) => isMap(map));
}

/** Whether two nodes say the same, whatever their styles. */
export function areEqual(a: Node, b: Node): boolean {
  if (isAlias(a) || isAlias(b)) return isAlias(a) && isAlias(b) && a.source === b.source;
  if (isMap(a) && isMap(b)) {
    if (a.items.length !== b.items.length) return false;
    return pairsOf(a).every(({ key, value }) => {
      const other = pairsOf(b).find((pair) => areEqual(pair.key, key));
      return other !== undefined && areEqual(value, other.value);
    });
  }
  if (isSeq(a) && isSeq(b)) {
    const others = itemsOf(b);
    return a.items.length === b.items.length && itemsOf(a).every((item, i) => areEqual(item, others[i] ?? item));
  }
  return isScalar(a) && isScalar(b) && (a.value ?? null) === (b.value ?? null);
}

/** The keys of a mapping, the indices of a sequence. */
export function keysOf(node: Node): Node[] {
  if (isMap(node)) return pairsOf(node).map(({ key }) => scalarOf(textOf(key)));
  return isSeq(node) ? node.items.map((_, index) => nodeOf(index)) : [];
}

export function copyOf<T extends Node>(node: T): T {
  return node.clone() as T;
}

/** What an assignment puts in the place of a node: what surrounds the old one stays. */
export function replacementFor(target: Node, source: Node, isOwn = false): Node {
  const copy = isOwn ? source : copyOf(source);
  if (hasAnchor(copy) && hasAnchor(target) && target.anchor !== undefined) copy.anchor ??= target.anchor;
  if (isScalar(copy) && target.tag !== undefined && /^![^!]/.test(target.tag)) copy.tag = target.tag;
  copy.comment ??= target.comment ?? null;
  copy.commentBefore ??= target.commentBefore ?? null;
  if (isScalar(copy) && isScalar(target)) {
    if (target.type !== undefined && tagOf(copy) === tagOf(target) && !isBlock(copy)) copy.type = target.type;
  } else if ((isMap(copy) && isMap(target)) || (isSeq(copy) && isSeq(target))) {
    if (target.items.length > 0 && target.flow !== undefined) copy.flow = target.flow;
  }
  return copy;
}

function hasAnchor(node: Node): node is Scalar | YAMLMap | YAMLSeq {
  return !isAlias(node);
}

function isBlock({ type }: Scalar): boolean {
  return type === Scalar.BLOCK_LITERAL || type === Scalar.BLOCK_FOLDED;
}

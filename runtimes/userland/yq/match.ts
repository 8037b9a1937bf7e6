import { type Document, isMap, isSeq, type Node, Pair, Scalar, YAMLMap, YAMLSeq } from "yaml";
import { ExpressionError } from "./expression-error.ts";
import { type Entry, isMergeKey, isNull, itemsOf, mergedMaps, pairsOf, resolved, scalarOf, textOf } from "./nodes.ts";

const NOWHERE: Place = {};

/** Items that an assignment beyond the end of a sequence may add. */
const MAX_GAP = 1_000_000;

/** A document that is read, and where it comes from. */
export interface SourceDocument {
  readonly document: Document<Node>;
  readonly file: string;
  readonly fileIndex: number;
  /** Which of all documents. */
  readonly index: number;
  /** Whether an expression is applied to all documents together. */
  readonly isTogether?: boolean;
}

interface Place {
  readonly parent?: Match;
  readonly key?: string | number;
  readonly keyNode?: Node;
  readonly isKey?: boolean;
  /** The entry whose value it is, and the mapping that has that. */
  readonly entry?: Entry;
  readonly map?: Node;
}

/** A node that an expression has found, and where: what is assigned to it goes there. */
export class Match {
  node: Node;
  readonly source: SourceDocument;
  readonly parent: Match | undefined;
  readonly key: string | number | undefined;
  /** The node of the key, if it stands in a mapping. */
  readonly keyNode: Node | undefined;
  /** Whether it is a key itself, and not a value. */
  readonly isKey: boolean;
  readonly #entry: Entry | undefined;
  readonly #map: Node | undefined;

  constructor(node: Node, source: SourceDocument, place: Place = NOWHERE) {
    this.node = node;
    this.source = source;
    this.parent = place.parent;
    this.key = place.key;
    this.keyNode = place.keyNode;
    this.isKey = place.isKey ?? false;
    this.#entry = place.entry;
    this.#map = place.map;
  }

  /** Its key, which can be assigned as values can. */
  get asKey(): Match | undefined {
    const { parent, key, keyNode } = this;
    if (!parent || key === undefined) return undefined;
    if (!keyNode) return this.withNode(scalarOf(key));
    return new Match(keyNode, this.source, { parent, key, isKey: true });
  }

  /** A value that stands nowhere. */
  withNode(node: Node): Match {
    return new Match(node, this.source);
  }

  /** Itself, or what it is an alias of. */
  get real(): Node {
    return resolved(this.node, this.source.document);
  }

  get path(): (string | number)[] {
    return this.parent ? [...this.parent.path, this.key ?? ""] : [];
  }

  /** Those under a key, in which `*` and `?` stand for any characters; one that is not there is null, and can be assigned. */
  children(key: string): Match[] {
    const { real } = this;
    if (isSeq(real)) {
      if (/^-?\d+$/.test(key)) return [this.item(Number(key))];
      throw new ExpressionError(
        `cannot index array with '${key}' (strconv.ParseInt: parsing "${key}": invalid syntax)`,
      );
    }
    if (!isMap(real)) return isNull(real) ? [this.#missing(key)] : [];
    const matches = matcherOf(key);
    const found = this.#entries(real).filter((entry) => matches(String(entry.key)));
    return found.length > 0 || key.includes("*") ? found : [this.#missing(key)];
  }

  item(index: number): Match {
    const { real } = this;
    if (isMap(real)) return this.children(String(index))[0] ?? this.#missing(String(index));
    const length = isSeq(real) ? real.items.length : 0;
    const key = index < 0 ? index + length : index;
    if (key < 0) throw new ExpressionError(`index [${index}] out of range, array size is ${length}`);
    const node = isSeq(real) ? itemsOf(real)[key] : undefined;
    return new Match(node ?? new Scalar(null), this.source, { parent: this, key });
  }

  /** The values that stand in a collection itself. */
  get own(): Match[] {
    const { real } = this;
    return isMap(real) ? pairsOf(real).map((pair) => this.#valueOf(pair)) : this.values;
  }

  /** All values of a collection. */
  get values(): Match[] {
    const { real } = this;
    if (isMap(real)) return this.#entries(real);
    if (isSeq(real)) return itemsOf(real).map((node, key) => new Match(node, this.source, { parent: this, key }));
    return [];
  }

  /** Puts another node in its place. */
  replace(node: Node): void {
    const { parent, key, node: former } = this;
    this.node = node;
    if (!parent) {
      this.source.document.contents = node;
      return;
    }
    if (key === undefined) return;
    if (this.isKey) {
      const map = parent.real;
      const pair = isMap(map) ? pairsOf(map).find((pair) => textOf(pair.key) === String(key)) : undefined;
      if (pair) pair.key = node;
      return;
    }
    const container = parent.#container(typeof key === "number");
    if ((isSeq(container) || isMap(container)) && container.items.length === 0) container.flow = false;
    if (isSeq(container)) {
      if (Number(key) > container.items.length + MAX_GAP) throw new ExpressionError(`index ${key} is too large`);
      while (container.items.length < Number(key)) container.items.push(new Scalar(null));
      container.items[Number(key)] = node;
    } else if (isMap(container)) {
      if (this.#map === container && this.#entry?.value === former) {
        this.#entry.value = node;
        return;
      }
      const pairs = pairsOf(container);
      // An update of what it stands in may have given it another key.
      const pair =
        pairs.find(({ value }) => value === former) ?? pairs.find((pair) => textOf(pair.key) === String(key));
      if (pair) pair.value = node;
      else container.items.push(new Pair<Node, Node>(scalarOf(String(key)), node));
    }
  }

  /** Takes it out of what it stands in. */
  remove(): void {
    const container = this.parent?.real;
    if (isSeq(container)) {
      const at = itemsOf(container).indexOf(this.node);
      if (at >= 0) container.items.splice(at, 1);
    } else if (isMap(container)) {
      const at = container.items.findIndex(({ value }) => value === this.node);
      if (at >= 0) container.items.splice(at, 1);
    }
  }

  /** The collection that it is, or becomes for the sake of what is put there. */
  #container(isForIndex: boolean): Node {
    const { real } = this;
    if (!isNull(real)) return real;
    const container = isForIndex ? new YAMLSeq() : new YAMLMap();
    const { comment, commentBefore } = this.node;
    if (comment) container.comment = comment;
    if (commentBefore) container.commentBefore = commentBefore;
    this.replace(container);
    return container;
  }

  #valueOf(entry: Entry): Match {
    const { key, value } = entry;
    const place = { parent: this, key: textOf(key), keyNode: key, entry, map: this.real };
    return new Match(value, this.source, place);
  }

  #missing(key: string): Match {
    return new Match(new Scalar(null), this.source, { parent: this, key });
  }

  /** Its values and those that are merged into it: later ones take the place of earlier ones. */
  #entries(map: YAMLMap): Match[] {
    const pairs = pairsOf(map);
    if (!pairs.some(({ key }) => isMergeKey(key))) return pairs.map((pair) => this.#valueOf(pair));
    const entries = new Map<string, Match>();
    for (const pair of pairs) {
      if (!isMergeKey(pair.key)) entries.set(textOf(pair.key), this.#valueOf(pair));
      // What is assigned goes to the mapping itself, not to the one that is merged.
      else
        for (const source of mergedMaps(pair.value, this.source.document))
          for (const { key, value } of pairsOf(source))
            if (!isMergeKey(key))
              entries.set(textOf(key), new Match(value, this.source, { parent: this, key: textOf(key) }));
    }
    return [...entries.values()];
  }
}

/** Whether a text fits a pattern in which `*` is any characters and `?` any one. */
export function matcherOf(pattern: string): (text: string) => boolean {
  if (!/[*?]/.test(pattern)) return (text) => text === pattern;
  const parts = pattern.split(/([*?])/).map((part) => (part === "*" ? ".*" : part === "?" ? "." : escaped(part)));
  const regex = new RegExp(`^${parts.join("").replace(/(?:\.\*)+/g, ".*")}$`, "s");
  return (text) => regex.test(text);
}

function escaped(text: string): string {
  return text.replace(/[\\^$.|+()[\]{}]/g, "\\$&");
}

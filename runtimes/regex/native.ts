import type { ParsedRegex, RegexNode } from "./tree.ts";

/** What V8 may try on one text, at worst. */
const MAX_TRIES = 1e8;

/** An expression as V8's own engine has it, with what is known of where that engine and POSIX agree. */
export class NativeRegex {
  readonly #regex: RegExp | undefined;
  /** The same, which also says where its groups are, at some cost. */
  readonly #withIndices: RegExp | undefined;
  /** How many repetitions without end there are, over each of which V8 may have to go back for each of the others. */
  readonly #endless: number;
  /** Its first match is the longest, and its groups are POSIX's: it has only single characters that repeat, and no choice. */
  readonly isLongest: boolean;

  constructor({ root, groups, hasBackReferences }: ParsedRegex, ignoreCase: boolean) {
    const isBounded = !hasBackReferences && isWithoutNestedRepeats(root);
    const flags = ignoreCase ? "giv" : "gv";
    this.#regex = isBounded ? new RegExp(sourceOf(root), flags) : undefined;
    this.#withIndices = isBounded && groups > 0 ? new RegExp(sourceOf(root), `d${flags}`) : undefined;
    this.#endless = endlessIn(root);
    this.isLongest = isBounded && isFirstLongest(root);
  }

  /** It takes no longer than anybody would wait. */
  isSafeOn(text: string): boolean {
    return this.#regex !== undefined && (this.#endless <= 1 || text.length ** this.#endless <= MAX_TRIES);
  }

  /** Where the leftmost match begins. */
  start(text: string, from: number): number | undefined {
    return execFrom(this.#regex, text, from)?.index;
  }

  find(text: string, from: number): readonly (readonly [number, number] | undefined)[] | undefined {
    const found = execFrom(this.#withIndices ?? this.#regex, text, from);
    return found && (found.indices ?? [[found.index, found.index + found[0].length]]);
  }
}

function execFrom(regex: RegExp | undefined, text: string, from: number): RegExpExecArray | undefined {
  if (!regex) return undefined;
  regex.lastIndex = from;
  return regex.exec(text) ?? undefined;
}

/** The expression as a `RegExp` with the flag `v` has it. */
export function sourceOf(node: RegexNode): string {
  switch (node.kind) {
    case "set":
    case "place":
      return node.source;
    case "sequence":
      return node.nodes.map(sourceOf).join("");
    case "choice":
      return `(?:${node.nodes.map(sourceOf).join("|")})`;
    case "group":
      return `(${sourceOf(node.node)})`;
    case "back":
      return `\\${node.number}`;
    case "repeat": {
      const inner = sourceOf(node.node);
      const max = node.max === Number.POSITIVE_INFINITY ? "" : node.max;
      return `(?:${inner}){${node.min},${max}}`;
    }
  }
}

/** V8 would try all ways to share a text among repetitions in repetitions. */
export function isWithoutNestedRepeats(node: RegexNode, isRepeated = false): boolean {
  switch (node.kind) {
    case "sequence":
      return node.nodes.every((inner) => isWithoutNestedRepeats(inner, isRepeated));
    case "choice":
      return !isRepeated && node.nodes.every((inner) => isWithoutNestedRepeats(inner, isRepeated));
    case "group":
      return isWithoutNestedRepeats(node.node, isRepeated);
    case "repeat":
      return !isRepeated && isWithoutNestedRepeats(node.node, node.max > 1);
    default:
      return true;
  }
}

/** How many repetitions there are that may go on for long. */
export function endlessIn(node: RegexNode): number {
  switch (node.kind) {
    case "sequence":
    case "choice":
      return node.nodes.reduce((sum, inner) => sum + endlessIn(inner), 0);
    case "group":
      return endlessIn(node.node);
    case "repeat":
      return endlessIn(node.node) + (node.max > 9 ? 1 : 0);
    default:
      return 0;
  }
}

function isFirstLongest(node: RegexNode): boolean {
  switch (node.kind) {
    case "sequence":
      return node.nodes.every(isFirstLongest);
    case "choice":
    case "back":
      return false;
    case "group":
      return isFirstLongest(node.node);
    case "repeat":
      return node.node.kind === "set";
    default:
      return true;
  }
}

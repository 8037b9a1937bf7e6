import { isMap, isScalar, isSeq, type Node, Scalar } from "yaml";
import { ExpressionError } from "./expression-error.ts";
import type { Match } from "./match.ts";
import { tagOf, textOf } from "./nodes.ts";

/* What a node has beside its content. */

const STYLES: Readonly<Record<string, Scalar.Type>> = {
  double: Scalar.QUOTE_DOUBLE,
  single: Scalar.QUOTE_SINGLE,
  literal: Scalar.BLOCK_LITERAL,
  folded: Scalar.BLOCK_FOLDED,
  "": Scalar.PLAIN,
  tagged: Scalar.PLAIN,
};

export function styleOf(node: Node): string {
  if (isMap(node) || isSeq(node)) return node.flow === true ? "flow" : "";
  const type = isScalar(node) ? node.type : undefined;
  return Object.keys(STYLES).find((name) => STYLES[name] === type) ?? "";
}

/** Puts the style that a name stands for on a node. @throws ExpressionError */
function setStyle(node: Node, style: string): void {
  if (isMap(node) || isSeq(node)) node.flow = style === "flow";
  else if (isScalar(node) && style !== "flow") {
    const type = Object.hasOwn(STYLES, style) ? STYLES[style] : undefined;
    if (type === undefined) throw new ExpressionError(`unknown style ${style}`);
    if (type !== Scalar.PLAIN && typeof node.value !== "string") node.value = textOf(node);
    node.type = type;
  }
}

/** Comments as expressions see them, without their `#`. */
export function commentText(comment: string | null | undefined): string {
  return (comment ?? "").replace(/^ /gm, "");
}

function commentOf(text: string): string | null {
  return text === "" ? null : text.replace(/^(?=.)/gm, " ");
}

function setHeadComment(match: Match, text: string): void {
  const comment = commentOf(text);
  if (!match.parent) match.source.document.commentBefore = comment;
  else if (match.keyNode) match.keyNode.commentBefore = comment;
  match.node.commentBefore = null;
  if (match.parent && !match.keyNode) match.node.commentBefore = comment;
}

export function headComment({ parent, source, keyNode, node }: Match): string {
  const own = parent ? (keyNode ?? node).commentBefore : (source.document.commentBefore ?? node.commentBefore);
  return commentText(own);
}

export function footComment({ parent, source }: Match): string {
  return parent ? "" : commentText(source.document.comment);
}

/** What an assignment to an attribute does. */
export const ATTRIBUTES: Readonly<Record<string, (node: Node, value: string, match: Match) => void>> = {
  style: setStyle,
  tag: (node, value) => {
    retag(node, value);
  },
  anchor: (node, value) => {
    if (isScalar(node) || isMap(node) || isSeq(node)) {
      if (value === "") delete node.anchor;
      else node.anchor = value;
    }
  },
  line_comment: (node, value) => {
    node.comment = commentOf(value);
  },
  lineComment: (node, value) => {
    node.comment = commentOf(value);
  },
  head_comment: (_node, value, match) => setHeadComment(match, value),
  headComment: (_node, value, match) => setHeadComment(match, value),
  foot_comment: (_node, value, match) => {
    if (!match.parent) match.source.document.comment = commentOf(value);
  },
  comments: (node, value, match) => {
    node.comment = commentOf(value);
    setHeadComment(match, value);
    if (!match.parent) match.source.document.comment = null;
  },
};

function retag(node: Node, tag: string): void {
  if (!isScalar(node)) return;
  const text = textOf(node);
  if (tag === "!!str") {
    node.value = text;
    node.type = tagOf(node) === "!!str" && /^[^\d]/.test(text) ? Scalar.PLAIN : Scalar.QUOTE_DOUBLE;
  } else if (tag === "!!int" || tag === "!!float") node.value = Number(text);
  else if (tag === "!!bool") node.value = text === "true";
  else if (tag === "!!null") node.value = null;
  else node.tag = tag;
}

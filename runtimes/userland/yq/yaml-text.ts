import {
  Alias,
  Document,
  isAlias,
  isScalar,
  type Node,
  parseAllDocuments,
  Scalar,
  type ScalarTag,
  type Tags,
  visit,
} from "yaml";
import { ExpressionError } from "./expression-error.ts";
import { textOf } from "./nodes.ts";

/** A number is printed as it was written, not as what it means. */
const asWritten = (tags: Tags): Tags =>
  tags.map((tag) => {
    if (typeof tag === "string" || tag.collection !== undefined || !NUMBERS.has(tag.tag)) return tag;
    const { stringify } = tag;
    const written: ScalarTag = {
      ...tag,
      stringify: (item, ...rest) => item.source || (stringify?.(item, ...rest) ?? String(item.value)),
    };
    return written;
  });

const NUMBERS = new Set(["tag:yaml.org,2002:int", "tag:yaml.org,2002:float", "tag:yaml.org,2002:bool"]);

const READING = { uniqueKeys: false, logLevel: "silent", customTags: asWritten } as const;

/** @throws ExpressionError */
export function readYaml(text: string): Document<Node>[] {
  const documents = parseAllDocuments(text, READING);
  if (!Array.isArray(documents)) return [];
  return (documents as Document.Parsed[]).map((parsed, index) => {
    const [error] = parsed.errors;
    if (error) throw new ExpressionError(`yaml: ${error.message.split("\n")[0] ?? ""}`.replace(/:$/, ""));
    const document = parsed as unknown as Document<Node>;
    document.contents ??= new Scalar(null);
    // Whoever prints it puts a line between it and the one before, if that is printed, too.
    if (index > 0 && document.directives) document.directives.docStart = null;
    dropEmptyLines(document);
    return document;
  });
}

/** The YAML libraries of Go keep none. */
function dropEmptyLines(document: Document<Node>): void {
  visit(document, {
    Node: (_key, node) => {
      if (!isAlias(node)) node.spaceBefore = false;
    },
  });
}

/** A new document around a node. */
export function documentOf(contents: Node): Document<Node> {
  const document = new Document<Node>(undefined, READING);
  document.contents = contents;
  return document;
}

/** A whole document as YAML, with its comments. */
export function documentText(document: Document<Node>, indent: number): string {
  const { contents } = document;
  if (isScalar(contents) && !document.commentBefore && !document.comment) return `${textOf(contents)}\n`;
  return written(document, indent);
}

/** A node as YAML. A scalar is its text. */
export function yamlText(node: Node, indent: number): string {
  if (isScalar(node)) return `${textOf(node)}\n`;
  if (isAlias(node)) return `*${node.source}\n`;
  const copy = node.clone() as Node;
  // What an alias stands for may be elsewhere in its document, and is not printed then.
  const anchors = new Set<string>();
  visit(copy, {
    Node: (_key, each) => {
      if (!isAlias(each) && each.anchor !== undefined) anchors.add(each.anchor);
    },
  });
  visit(copy, {
    Alias: (_key, alias) =>
      anchors.has(alias.source) || alias instanceof LooseAlias ? undefined : new LooseAlias(alias.source),
  });
  return written(documentOf(copy), indent);
}

/** An alias of what is not in its document. */
class LooseAlias extends Alias {
  override toString(): string {
    return `*${this.source}`;
  }
}

/** @throws ExpressionError for aliases of nothing */
function written(document: Document<Node>, indent: number): string {
  try {
    return document.toString({ ...WRITING, indent: Math.max(indent, 1) });
  } catch (error) {
    if (error instanceof Error && error.message.includes("alias")) throw new ExpressionError(error.message);
    throw error;
  }
}

const WRITING = { lineWidth: 0, flowCollectionPadding: false, singleQuote: true } as const;

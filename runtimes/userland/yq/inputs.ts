import { type Document, type Node, Scalar, visit } from "yaml";
import { ExpressionError } from "./expression-error.ts";
import { propertiesOf, tableOf } from "./formats.ts";
import { mapOf, nodeOf, scalarOf, seqOf } from "./nodes.ts";
import { documentOf, readYaml } from "./yaml-text.ts";

const FORMATS = {
  yaml: "yaml",
  yml: "yaml",
  y: "yaml",
  json: "json",
  j: "json",
  props: "props",
  properties: "props",
  p: "props",
  csv: "csv",
  c: "csv",
  tsv: "tsv",
  t: "tsv",
} as const;

export type Format = (typeof FORMATS)[keyof typeof FORMATS];

/** @returns nothing if none was given @throws ExpressionError */
export function formatOf(name: string | undefined): Format | undefined {
  if (name === undefined || name === "auto" || name === "a") return undefined;
  const format = (FORMATS as Readonly<Record<string, Format>>)[name];
  if (!format) throw new ExpressionError(`unknown format '${name}' please use [yaml|json|props|csv|tsv]`);
  return format;
}

/** What the end of a file's name says. */
export function formatOfFile(file: string): Format {
  const extension = /\.(\w{2,})$/.exec(file)?.[1] ?? "";
  return (FORMATS as Readonly<Record<string, Format>>)[extension] ?? "yaml";
}

/** @throws ExpressionError */
export function readDocuments(text: string, format: Format): Document<Node>[] {
  switch (format) {
    case "yaml": {
      const documents = readYaml(text);
      return documents.length > 0 ? documents : [documentOf(scalarOf(null))];
    }
    case "json": {
      const documents = jsonValues(text).flatMap((value) => readYaml(value));
      for (const document of documents) unstyle(document);
      return documents;
    }
    case "props":
      return [documentOf(nodeOf(plainObject(propertiesOf(text))))];
    case "csv":
    case "tsv": {
      return [documentOf(seqOf(tableOf(text, format === "csv" ? "," : "\t").map(rowOf)))];
    }
  }
}

/** The values that follow each other in a text, which JSON has nothing between. */
function jsonValues(text: string): string[] {
  const values: string[] = [];
  let [depth, start] = [0, 0];
  for (const { 0: found, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (found === "{" || found === "[") depth++;
    else if (found === "}" || found === "]") depth--;
    if (depth > 0 || found.startsWith('"')) continue;
    values.push(text.slice(start, index + 1));
    start = index + 1;
  }
  const rest = text.slice(start);
  return rest.trim() === "" ? values : [...values, rest];
}

/** A cell that reads as a number, a boolean or JSON is that. */
function rowOf(row: ReadonlyMap<string, string>): Node {
  return mapOf([...row].map(([name, cell]) => [name, cellOf(cell)] as const));
}

function cellOf(cell: string): Node {
  if (cell === "") return scalarOf(cell);
  try {
    return readYaml(cell)[0]?.contents ?? scalarOf(cell);
  } catch (error) {
    if (error instanceof ExpressionError) return scalarOf(cell);
    throw error;
  }
}

function plainObject(value: unknown): unknown {
  if (!(value instanceof Map)) return value;
  return Object.fromEntries([...value].map(([key, item]) => [key, plainObject(item)]));
}

/** Takes braces and quotes away that are not needed. */
export function unstyle(document: Document<Node>): void {
  visit(document, {
    Collection: (_key, node) => {
      node.flow = false;
    },
    Scalar: (_key, node) => {
      if (typeof node.value === "string" && node.type !== Scalar.PLAIN)
        node.type = scalarOf(node.value).type ?? Scalar.PLAIN;
    },
  });
}

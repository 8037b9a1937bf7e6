import type { Require } from "../bindings/binding.ts";

/** A node of acorn's, as far as this code looks at it. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [property: string]: unknown;
}

interface Acorn {
  parse(source: string, options: Record<string, unknown>): Node;
}

let acorn: Acorn | undefined;

/** Node brings the parser among its own dependencies. */
export function provideParser(require: Require): void {
  acorn ??= require<Acorn>("internal/deps/acorn/acorn/dist/acorn");
}

/** A cell is a script that may import and wait, as if it were typed line by line. */
export type SourceType = "module" | "script" | "cell";

/** @throws SyntaxError with `pos` and `loc` */
export function parse(source: string, sourceType: SourceType): Node {
  if (!acorn) throw new Error("the parser is not there yet");
  return acorn.parse(source, {
    ecmaVersion: "latest",
    sourceType: sourceType === "module" ? "module" : "script",
    allowHashBang: true,
    allowReturnOutsideFunction: sourceType !== "module",
    allowNewTargetOutsideFunction: sourceType === "script",
    allowAwaitOutsideFunction: sourceType !== "script",
    allowImportExportEverywhere: sourceType === "cell",
    allowSuperOutsideMethod: false,
  });
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";
}

/** What a node consists of, in order of the source. */
export function* childrenOf(node: Node): Generator<readonly [string, Node]> {
  for (const [property, value] of Object.entries(node)) {
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) yield [property, item];
    } else if (isNode(value)) yield [property, value];
  }
}

/** The names a pattern binds. */
export function* boundNames(pattern: Node | null | undefined): Generator<string> {
  if (!pattern) return;
  switch (pattern.type) {
    case "Identifier":
      yield pattern["name"] as string;
      return;
    case "ObjectPattern":
      for (const property of pattern["properties"] as Node[])
        yield* boundNames((property.type === "RestElement" ? property["argument"] : property["value"]) as Node);
      return;
    case "ArrayPattern":
      for (const element of pattern["elements"] as (Node | null)[]) yield* boundNames(element);
      return;
    case "RestElement":
      yield* boundNames(pattern["argument"] as Node);
      return;
    case "AssignmentPattern":
      yield* boundNames(pattern["left"] as Node);
  }
}

export function isFunction({ type }: Node): boolean {
  return type === "FunctionDeclaration" || type === "FunctionExpression" || type === "ArrowFunctionExpression";
}

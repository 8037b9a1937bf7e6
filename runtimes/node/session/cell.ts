import { carryFrames } from "../modules/awaits.ts";
import { Edits } from "../modules/edits.ts";
import { search } from "../modules/scopes.ts";
import { boundNames, childrenOf, isFunction, type Node, parse } from "../modules/syntax-tree.ts";
import { DYNAMIC_IMPORT, importedName, META, SELF } from "../modules/transform.ts";

/** A piece of code as the body of an async function whose declarations outlive it, and whose value is its last expression's. */
export interface Cell {
  readonly code: string;
  /** What comes before the code, on its first line. */
  readonly prefix: string;
  readonly columnBefore: (line: number, column: number) => number;
  /** Names it declares: they become properties of the global object. */
  readonly names: readonly DeclaredName[];
}

export interface DeclaredName {
  readonly name: string;
  /** Whether what has the name already keeps its value, as with `var`. */
  readonly keepsValue: boolean;
}

const FUNCTION_PREFIX = "__fn_";

/** @throws SyntaxError with `pos` and `loc` */
export function transformCell(source: string): Cell {
  if (!isObject(source)) return transform(source);
  const cell = transform(`(${source}\n)`);
  return { ...cell, columnBefore: (line, column) => cell.columnBefore(line, column) - (line === 1 ? 1 : 0) };
}

/** Whether the code is an object rather than a block: what begins with a brace is one if it can be. */
function isObject(source: string): boolean {
  if (!/^\s*\{/.test(source) || /;\s*$/.test(source)) return false;
  try {
    const [statement] = parse(`(${source}\n)`, "cell")["body"] as Node[];
    return (statement?.["expression"] as Node | undefined)?.type === "ObjectExpression";
  } catch {
    return false;
  }
}

function transform(source: string): Cell {
  const program = parse(source, "cell");
  const edits = new Edits(source);
  const body = program["body"] as Node[];
  const names: DeclaredName[] = [];
  const functions: string[] = [];
  const declare = (found: Iterable<string>, keepsValue: boolean): void => {
    for (const name of found) names.push({ name, keepsValue });
  };
  for (const node of body) {
    switch (node.type) {
      case "FunctionDeclaration": {
        const id = node["id"] as Node;
        functions.push(id["name"] as string);
        declare([id["name"] as string], true);
        edits.replace(id.start, id.start, FUNCTION_PREFIX);
        break;
      }
      case "ClassDeclaration": {
        const name = (node["id"] as Node)["name"] as string;
        declare([name], false);
        edits.replace(node.start, node.start, `${name}=`);
        edits.replace(node.end, node.end, ";");
        break;
      }
      case "ImportDeclaration":
        declare(
          (node["specifiers"] as Node[]).map((specifier) => (specifier["local"] as Node)["name"] as string),
          false,
        );
        edits.replace(node.start, node.end, importStatement(node, source));
        break;
      case "VariableDeclaration":
        if (node["kind"] === "let" || node["kind"] === "const") {
          declare(namesOf(node), false);
          assignInstead(node, source, edits);
        } else declareVars(node, "statement");
        break;
      default:
        declareVars(node, "statement");
    }
  }
  returnLast(body, source, edits);
  search(program, {
    onDynamicImport: (node) => edits.replace(node.start, node.start + "import".length, DYNAMIC_IMPORT),
    onImportMeta: (node) => edits.replace(node.start, node.end, META.padEnd(node.end - node.start)),
  });
  carryFrames(program, source, edits, SELF);
  const isStrict = body[0]?.["directive"] === "use strict";
  const hoisted = functions.map((name) => `${name}=${SELF}.named(${JSON.stringify(name)},${FUNCTION_PREFIX}${name});`);
  return { ...edits.apply(), prefix: `${isStrict ? '"use strict";' : ""}${hoisted.join("")}`, names };

  /** A `var` is the whole code's, wherever it stands outside of functions. */
  function declareVars(node: Node, place: "statement" | "for" | "for each"): void {
    if (node.type === "VariableDeclaration" && node["kind"] === "var") {
      declare(namesOf(node), true);
      if (place === "statement") assignInstead(node, source, edits);
      else edits.blank(node.start, node.start + "var".length);
    }
    for (const [property, child] of childrenOf(node)) {
      if (isFunction(child) || child.type === "StaticBlock") continue;
      if (node.type === "ForStatement" && property === "init") declareVars(child, "for");
      else if (/^For(?:In|Of)Statement$/.test(node.type) && property === "left") declareVars(child, "for each");
      else declareVars(child, "statement");
    }
  }
}

function* namesOf(declaration: Node): Generator<string> {
  for (const declarator of declaration["declarations"] as Node[]) yield* boundNames(declarator["id"] as Node);
}

/** `let a = 1, { b } = c, d;` becomes `void (a = 1, { b } = c, d=void 0);`. */
function assignInstead(node: Node, source: string, edits: Edits): void {
  const kind = node["kind"] as string;
  edits.replace(node.start, node.start + kind.length, "void (");
  for (const declarator of node["declarations"] as Node[])
    if (!declarator["init"] && kind !== "var") edits.replace(declarator.end, declarator.end, "=void 0");
  const hasSemicolon = source[node.end - 1] === ";";
  const end = hasSemicolon ? node.end - 1 : node.end;
  edits.replace(end, end, hasSemicolon ? ")" : ");");
}

function importStatement(node: Node, source: string): string {
  const specifiers = node["specifiers"] as Node[];
  const from = node["source"] as Node;
  const attributes = ((node["attributes"] as Node[] | undefined) ?? []).map(({ start, end }) =>
    source.slice(start, end),
  );
  const options = attributes.length > 0 ? `,{with:{${attributes.join(",")}}}` : "";
  const imported = `await ${DYNAMIC_IMPORT}(${source.slice(from.start, from.end)}${options})`;
  const locals = specifiers.map((specifier) => (specifier["local"] as Node)["name"] as string);
  const wanted = JSON.stringify(specifiers.map(importedName));
  const statement =
    locals.length === 0
      ? `${imported};`
      : `void ([${locals.join(",")}]=${SELF}.take(${imported},${wanted},${JSON.stringify(from["value"])}));`;
  const lines = source.slice(node.start, node.end).split("\n").length - 1;
  return statement + "\n".repeat(lines);
}

function returnLast(body: readonly Node[], source: string, edits: Edits): void {
  const last = body.at(-1);
  if (last?.type !== "ExpressionStatement") return;
  const hasSemicolon = source[last.end - 1] === ";";
  const end = hasSemicolon ? last.end - 1 : last.end;
  edits.replace(last.start, last.start, "return (");
  edits.replace(end, end, hasSemicolon ? ")" : ");");
}

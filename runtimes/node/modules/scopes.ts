import { boundNames, childrenOf, isFunction, type Node } from "./syntax-tree.ts";

/** What a program's text holds that has to be written differently. */
export interface Findings {
  /** A name that is not declared in between. `shorthand` stands for both key and value of a property. */
  onReference?(node: Node, use: "plain" | "shorthand" | "call"): void;
  onDynamicImport?(node: Node): void;
  onImportMeta?(node: Node): void;
  onTopLevelAwait?(node: Node): void;
}

type Scope = ReadonlySet<string>;

/** Goes through a program; names it declares at its top level are not taken for declared. */
export function search(program: Node, findings: Findings): void {
  for (const statement of program["body"] as Node[]) visit(statement, program, "body", [], 0);

  function visit(node: Node, parent: Node, property: string, scopes: readonly Scope[], functions: number): void {
    switch (node.type) {
      case "ImportDeclaration":
      case "ExportAllDeclaration":
        return;
      case "ExportNamedDeclaration":
        if (node["declaration"]) visit(node["declaration"] as Node, node, "declaration", scopes, functions);
        return;
      case "Identifier":
        reference(node, parent, property, scopes);
        return;
      case "ImportExpression":
        findings.onDynamicImport?.(node);
        break;
      case "MetaProperty":
        if ((node["meta"] as Node)["name"] === "import") findings.onImportMeta?.(node);
        return;
      case "AwaitExpression":
        if (functions === 0) findings.onTopLevelAwait?.(node);
        break;
      case "ForOfStatement":
        if (functions === 0 && node["await"] === true) findings.onTopLevelAwait?.(node);
        break;
      case "VariableDeclaration":
        if (functions === 0 && node["kind"] === "await using") findings.onTopLevelAwait?.(node);
        break;
    }
    const isOwnLevel = isFunction(node) || node.type === "PropertyDefinition" || node.type === "StaticBlock";
    const inner = scopeOf(node);
    const below = inner.size > 0 ? [...scopes, inner] : scopes;
    for (const [name, child] of childrenOf(node)) {
      // A key is evaluated outside of the function or field it belongs to.
      const level = isOwnLevel && name !== "key" ? functions + 1 : functions;
      visit(child, node, name, below, level);
    }
  }

  function reference(node: Node, parent: Node, property: string, scopes: readonly Scope[]): void {
    if (!findings.onReference || isLabelOrKey(parent, property)) return;
    const name = node["name"] as string;
    if (scopes.some((scope) => scope.has(name))) return;
    const isShorthand = parent.type === "Property" && parent["shorthand"] === true;
    if (isShorthand && property === "key") return;
    const isCall = parent.type === "CallExpression" && property === "callee";
    const isTag = parent.type === "TaggedTemplateExpression" && property === "tag";
    findings.onReference(node, isShorthand ? "shorthand" : isCall || isTag ? "call" : "plain");
  }
}

function isLabelOrKey(parent: Node, property: string): boolean {
  if (property === "label") return true;
  if (property === "property" && parent.type === "MemberExpression") return parent["computed"] !== true;
  if (property !== "key") return false;
  return parent["computed"] !== true && parent["shorthand"] !== true;
}

const NOTHING: Scope = new Set();

/** The names a node declares for what is in it. */
function scopeOf(node: Node): Scope {
  if (isFunction(node)) {
    const names = new Set<string>(["arguments"]);
    if (node["id"] && node.type === "FunctionExpression") names.add((node["id"] as Node)["name"] as string);
    for (const param of node["params"] as Node[]) for (const name of boundNames(param)) names.add(name);
    collectVars(node["body"] as Node, names);
    return names;
  }
  switch (node.type) {
    case "BlockStatement":
    case "StaticBlock": {
      const names = lexicalNames(node["body"] as Node[]);
      if (node.type === "StaticBlock") collectVars(node, names);
      return names;
    }
    case "SwitchStatement":
      return lexicalNames((node["cases"] as Node[]).flatMap((part) => part["consequent"] as Node[]));
    case "ForStatement":
      return lexicalNames([node["init"]].filter((init) => init) as Node[]);
    case "ForInStatement":
    case "ForOfStatement":
      return lexicalNames([node["left"] as Node]);
    case "CatchClause":
      return new Set(boundNames(node["param"] as Node | null));
    case "ClassExpression":
      return node["id"] ? new Set([(node["id"] as Node)["name"] as string]) : NOTHING;
    default:
      return NOTHING;
  }
}

function lexicalNames(statements: readonly Node[]): Set<string> {
  const names = new Set<string>();
  for (const statement of statements) {
    if (statement.type === "VariableDeclaration" && statement["kind"] !== "var")
      for (const declarator of statement["declarations"] as Node[])
        for (const name of boundNames(declarator["id"] as Node)) names.add(name);
    else if (statement.type === "FunctionDeclaration" || statement.type === "ClassDeclaration")
      names.add((statement["id"] as Node)["name"] as string);
  }
  return names;
}

/** Names of `var`, wherever in a function they are. */
function collectVars(node: Node, names: Set<string>): void {
  if (node.type === "VariableDeclaration" && node["kind"] === "var")
    for (const declarator of node["declarations"] as Node[])
      for (const name of boundNames(declarator["id"] as Node)) names.add(name);
  for (const [, child] of childrenOf(node)) if (!isFunction(child)) collectVars(child, names);
}

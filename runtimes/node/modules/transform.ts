import { carryFrames } from "./awaits.ts";
import { Edits } from "./edits.ts";
import { search } from "./scopes.ts";
import { boundNames, type Node, parse } from "./syntax-tree.ts";

export interface ModuleRequest {
  readonly specifier: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Where an exported name is had from. */
export type ExportEntry =
  | { readonly kind: "local"; readonly name: string; readonly local: string }
  | { readonly kind: "from"; readonly name: string; readonly request: number; readonly imported: string }
  | { readonly kind: "star"; readonly request: number };

export interface ImportEntry {
  readonly local: string;
  readonly request: number;
  /** `*` for all of the module. */
  readonly imported: string;
  /** Where it is in the source, for messages. */
  readonly at: number;
}

export interface ModuleText {
  readonly code: string;
  /** What comes before the code, on its first line: it makes the exports known. */
  readonly prefix: string;
  readonly requests: readonly ModuleRequest[];
  readonly imports: readonly ImportEntry[];
  readonly exports: readonly ExportEntry[];
  readonly hasTopLevelAwait: boolean;
  /** Where in the source the first one is. */
  readonly firstAwait: number | undefined;
  readonly columnBefore: (line: number, column: number) => number;
}

/* Names of the function a module becomes. Those for `import(` and `import.meta` are as long as what they replace. */
export const SELF = "__m";
export const IMPORTED = "__i";
export const DYNAMIC_IMPORT = `${SELF}.im`;
export const META = `${SELF}.meta   `;
const DEFAULT = "__dflt";

/**
 * Makes of a module's text the body of a generator: up to its first `yield` the functions it declares and the getters of what
 * it exports are there, as the standard has it when a module is linked; the rest is its evaluation. Imported names become
 * properties of an object, so that they are as live as in a module.
 */
export function transformModule(source: string, carriesFrames: boolean): ModuleText {
  const program = parse(source, "module");
  const edits = new Edits(source);
  const requests: ModuleRequest[] = [];
  const imports: ImportEntry[] = [];
  const exports: ExportEntry[] = [];
  let isDefaultNamed = false;

  const request = (node: Node): number => {
    const specifier = (node["source"] as Node)["value"] as string;
    const attributes = Object.fromEntries(
      ((node["attributes"] as Node[] | undefined) ?? []).map((attribute) => {
        const key = attribute["key"] as Node;
        return [String(key["name"] ?? key["value"]), String((attribute["value"] as Node)["value"])];
      }),
    );
    const text = JSON.stringify(attributes);
    const known = requests.findIndex(
      (other) => other.specifier === specifier && JSON.stringify(other.attributes) === text,
    );
    return known >= 0
      ? known
      : requests.push({ specifier, attributes: { __proto__: null, ...attributes } as never }) - 1;
  };

  for (const node of program["body"] as Node[]) {
    switch (node.type) {
      case "ImportDeclaration": {
        const from = request(node);
        for (const specifier of node["specifiers"] as Node[])
          imports.push({
            local: (specifier["local"] as Node)["name"] as string,
            request: from,
            imported: importedName(specifier),
            at: specifier.start,
          });
        edits.blank(node.start, node.end);
        break;
      }
      case "ExportAllDeclaration": {
        const from = request(node);
        const name = node["exported"] as Node | null;
        exports.push(
          name ? { kind: "from", name: nameOf(name), request: from, imported: "*" } : { kind: "star", request: from },
        );
        edits.blank(node.start, node.end);
        break;
      }
      case "ExportNamedDeclaration": {
        const declaration = node["declaration"] as Node | null;
        if (declaration) {
          for (const name of declaredNames(declaration)) exports.push({ kind: "local", name, local: name });
          edits.blank(node.start, declaration.start);
          break;
        }
        const from = node["source"] ? request(node) : undefined;
        for (const specifier of node["specifiers"] as Node[]) {
          const [name, local] = [nameOf(specifier["exported"] as Node), nameOf(specifier["local"] as Node)];
          exports.push(
            from === undefined
              ? { kind: "local", name, local }
              : { kind: "from", name, request: from, imported: local },
          );
        }
        edits.blank(node.start, node.end);
        break;
      }
      case "ExportDefaultDeclaration":
        isDefaultNamed = exportDefault(node, source, edits, exports);
        break;
    }
  }

  const locals = new Set(imports.map(({ local }) => local));
  let hasTopLevelAwait = false;
  let firstAwait: number | undefined;
  search(program, {
    onReference(node, use) {
      const name = node["name"] as string;
      if (!locals.has(name)) return;
      const value = `${IMPORTED}.${name}`;
      const text = use === "call" ? `(0,${value})` : use === "shorthand" ? `${name}:${value}` : value;
      edits.replace(node.start, node.end, text);
    },
    onDynamicImport: (node) => edits.replace(node.start, node.start + "import".length, DYNAMIC_IMPORT),
    onImportMeta: (node) => edits.replace(node.start, node.end, META.padEnd(node.end - node.start)),
    onTopLevelAwait(node) {
      hasTopLevelAwait = true;
      firstAwait ??= node.start;
    },
  });

  if (carriesFrames) carryFrames(program, source, edits, SELF);

  // A name that is imported can be exported again: then it is the other module's.
  const resolved = exports.map((entry): ExportEntry => {
    if (entry.kind !== "local") return entry;
    const imported = imports.find(({ local }) => local === entry.local);
    return imported
      ? { kind: "from", name: entry.name, request: imported.request, imported: imported.imported }
      : entry;
  });
  const getters = resolved
    .filter((entry) => entry.kind === "local")
    .map(({ name, local }) => `${JSON.stringify(name)}:()=>${local}`);
  const named = isDefaultNamed ? `${SELF}.name(${DEFAULT});` : "";
  const prefix = `"use strict";${SELF}.exports({${getters.join(",")}});${named}yield;`;
  const hashbang = source.startsWith("#!") ? 2 : 0;
  if (hashbang) edits.replace(0, hashbang, "//");
  return { ...edits.apply(), prefix, requests, imports, exports: resolved, hasTopLevelAwait, firstAwait };
}

/** @returns whether a function is declared that is to be called "default" */
function exportDefault(node: Node, source: string, edits: Edits, exports: ExportEntry[]): boolean {
  const declaration = node["declaration"] as Node;
  const id = declaration["id"] as Node | null | undefined;
  const isDeclaration = declaration.type === "FunctionDeclaration" || declaration.type === "ClassDeclaration";
  const local = isDeclaration && id ? (id["name"] as string) : DEFAULT;
  exports.push({ kind: "local", name: "default", local });
  if (isDeclaration && id) {
    edits.blank(node.start, declaration.start);
    return false;
  }
  if (declaration.type === "FunctionDeclaration") {
    edits.blank(node.start, declaration.start);
    const head = /^(?:async\s+)?function\s*\*?/.exec(source.slice(declaration.start))?.[0].length ?? 0;
    edits.replace(declaration.start + head, declaration.start + head, ` ${DEFAULT}`);
    return true;
  }
  const isUnnamed =
    declaration.type === "ClassDeclaration" ||
    (["ArrowFunctionExpression", "FunctionExpression", "ClassExpression"].includes(declaration.type) && !id);
  const keywords = /^export\s+default/.exec(source.slice(node.start, declaration.start))?.[0].length ?? 0;
  const head = `const ${DEFAULT}=${isUnnamed ? "({default:" : ""}`;
  edits.replace(node.start, node.start + keywords, head.padEnd(keywords));
  if (isUnnamed) {
    const end = source[node.end - 1] === ";" ? node.end - 1 : node.end;
    edits.replace(end, end, "}).default;");
  }
  return false;
}

function nameOf(node: Node): string {
  return String(node["name"] ?? node["value"]);
}

export function importedName(specifier: Node): string {
  if (specifier.type === "ImportNamespaceSpecifier") return "*";
  return specifier.type === "ImportDefaultSpecifier" ? "default" : nameOf(specifier["imported"] as Node);
}

function* declaredNames(declaration: Node): Generator<string> {
  if (declaration.type !== "VariableDeclaration") yield nameOf(declaration["id"] as Node);
  else for (const part of declaration["declarations"] as Node[]) yield* boundNames(part["id"] as Node);
}

/** A script's text with `import(` as a call of something else. @returns nothing if there is nothing to change */
export function transformScript(
  source: string,
  carriesFrames: boolean,
): Pick<ModuleText, "code" | "columnBefore"> | undefined {
  const edits = new Edits(source);
  const program = parse(source, "script");
  let isChanged = false;
  search(program, {
    onDynamicImport(node) {
      isChanged = true;
      edits.replace(node.start, node.start + "import".length, DYNAMIC_IMPORT);
    },
  });
  if (carriesFrames && carryFrames(program, source, edits, SELF)) isChanged = true;
  return isChanged ? edits.apply() : undefined;
}

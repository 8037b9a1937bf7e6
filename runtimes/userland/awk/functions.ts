import type { Code } from "./code.ts";
import type { CallNode, Expression, FunctionNode, ProgramTree } from "./tree.ts";

/** How a statement ended. */
export const NORMAL = 0;
export const BREAK = 1;
export const CONTINUE = 2;
export const NEXT = 3;
export const NEXT_FILE = 4;
export const EXIT = 5;
export const RETURN = 6;
export type Completion = 0 | 1 | 2 | 3 | 4 | 5 | 6;

/** A function of the program, and what is known of it before it is compiled. */
export class UserFunction {
  readonly node: FunctionNode;
  /** Which parameters must be arrays. */
  readonly arrays: boolean[];
  /** Whether it may have to wait. */
  waits: boolean;
  body: Code<Completion> | undefined;

  constructor(node: FunctionNode) {
    this.node = node;
    this.arrays = node.parameters.map((name) => usesAsArray(node.body, name));
    this.waits = some(node.body, isWait);
  }
}

export function functionsOf({ functions }: ProgramTree): ReadonlyMap<string, UserFunction> {
  const table = new Map([...functions].map(([name, node]) => [name, new UserFunction(node)]));
  let hasChanged = true;
  // What a function passes on is an array if it is one where it is passed to, and it waits if what it calls does.
  while (hasChanged) {
    hasChanged = false;
    for (const one of table.values()) if (learn(one, table)) hasChanged = true;
  }
  for (const one of table.values()) if (reaches(one, one, table)) one.waits = true;
  // What calls one of those has to wait for it.
  for (hasChanged = true; hasChanged; ) {
    hasChanged = false;
    for (const one of table.values()) if (learn(one, table)) hasChanged = true;
  }
  return table;
}

function learn(one: UserFunction, table: ReadonlyMap<string, UserFunction>): boolean {
  let hasChanged = false;
  some(one.node.body, (node) => {
    if (!isCall(node)) return false;
    const callee = table.get(node.name);
    if ((callee?.waits || node.isIndirect) && !one.waits) {
      one.waits = true;
      hasChanged = true;
    }
    for (const [at, arg] of node.args.entries()) {
      if (arg.kind !== "name" || !callee?.arrays[at]) continue;
      const parameter = one.node.parameters.indexOf(arg.name);
      if (parameter < 0 || one.arrays[parameter]) continue;
      one.arrays[parameter] = true;
      hasChanged = true;
    }
    return false;
  });
  return hasChanged;
}

/** Whether a function may come to call another one. */
function reaches(from: UserFunction, to: UserFunction, table: ReadonlyMap<string, UserFunction>): boolean {
  const seen = new Set<UserFunction>();
  const open = [from];
  for (let one = open.pop(); one; one = open.pop()) {
    let isFound = false;
    some(one.node.body, (node) => {
      const callee = isCall(node) ? table.get(node.name) : undefined;
      if (callee === to) isFound = true;
      else if (callee && !seen.has(callee)) {
        seen.add(callee);
        open.push(callee);
      }
      return isFound;
    });
    if (isFound) return true;
  }
  return false;
}

function isCall(node: object): node is CallNode {
  return "kind" in node && node.kind === "call";
}

const WAITING_BUILTINS = new Set(["system", "close", "fflush"]);

/** Whether a part of a tree waits by itself: a loop, a read or a command. */
function isWait(node: object): boolean {
  if (!("kind" in node)) return false;
  if (node.kind === "loop" || node.kind === "for-in" || node.kind === "getline") return true;
  return node.kind === "builtin" && "name" in node && WAITING_BUILTINS.has(String(node.name));
}

/** Whether any part of a tree is so. */
export function some(root: object, is: (node: object) => boolean): boolean {
  const open: object[] = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    if (is(node)) return true;
    for (const part of Object.values(node)) if (typeof part === "object" && part !== null) open.push(part);
  }
  return false;
}

/** The places in which builtin functions have arrays. */
const ARRAY_ARGUMENTS: Readonly<Record<string, readonly number[]>> = {
  split: [1, 3],
  patsplit: [1, 3],
  match: [2],
  asort: [0, 1],
  asorti: [0, 1],
};

function usesAsArray(body: object, name: string): boolean {
  const isName = (node: Expression | undefined): boolean => node?.kind === "name" && node.name === name;
  return some(body, (node) => {
    if ("array" in node && isName(node.array as Expression)) return true;
    if (!("kind" in node) || node.kind !== "builtin" || !("name" in node) || !("args" in node)) return false;
    const args = node.args as readonly Expression[];
    return (ARRAY_ARGUMENTS[String(node.name)] ?? []).some((at) => isName(args[at]));
  });
}

import type { Edits } from "./edits.ts";
import { childrenOf, isFunction, type Node } from "./syntax-tree.ts";

/** A frame that a function holds on to, for where an `await` may end other than by a value. */
const KEPT = "__k";

/**
 * Makes every `await` restore the frame of AsyncLocalStorage that it began in (async-context.ts).
 * @param self the name of the object that has the functions for it
 * @returns whether there was one
 */
export function carryFrames(program: Node, source: string, edits: Edits, self: string): boolean {
  let hasAwait = false;

  const inFunction = (body: Node): void => {
    const isExpression = body.type !== "BlockStatement" && body.type !== "Program";
    const keeps = !isExpression && needsKept(body);
    if (keeps) edits.insert(startOf(body), `let ${KEPT}=${self}.c();`);
    const restore = `${self}.s(${KEPT});`;
    const visit = (node: Node, parent: Node, property: string): void => {
      if (isFunction(node)) {
        visitFunction(node);
        return;
      }
      switch (node.type) {
        case "AwaitExpression":
          hasAwait = true;
          edits.insert(node.start, `${self}.r(${keeps ? `${KEPT}=` : ""}${self}.c(),`);
          edits.insertBehind(node.end, ")");
          break;
        case "TryStatement":
          if (!keeps) break;
          for (const block of [(node["handler"] as Node | null)?.["body"], node["finalizer"]] as (Node | null)[])
            if (block) edits.insert(block.start + 1, restore);
          break;
        case "ForOfStatement":
          if (!keeps || node["await"] !== true) break;
          hasAwait = true;
          restoreInLoop(node, parent, property, restore);
          break;
      }
      for (const [name, child] of childrenOf(node)) visit(child, node, name);
    };
    if (isExpression) visit(body, body, "");
    else for (const [name, child] of childrenOf(body)) visit(child, body, name);
  };

  const restoreInLoop = (loop: Node, parent: Node, property: string, restore: string): void => {
    const body = loop["body"] as Node;
    if (body.type === "BlockStatement") edits.insert(body.start + 1, restore);
    else {
      edits.insert(body.start, `{${restore}`);
      edits.insertBehind(body.end, "}");
    }
    const isInList = property === "body" && (parent.type === "BlockStatement" || parent.type === "Program");
    if (isInList) edits.insertBehind(loop.end, restore);
  };

  const visitFunction = (node: Node): void => {
    for (const param of node["params"] as Node[]) visitParam(param);
    inFunction(node["body"] as Node);
  };
  const visitParam = (node: Node): void => {
    if (isFunction(node)) visitFunction(node);
    else for (const [, child] of childrenOf(node)) visitParam(child);
  };

  const startOf = (body: Node): number => {
    let at = body.type === "Program" ? body.start : body.start + 1;
    if (body.type === "Program" && source.startsWith("#!")) at = source.indexOf("\n") + 1;
    for (const statement of body["body"] as Node[]) {
      if (typeof statement["directive"] !== "string") break;
      at = statement.end;
    }
    return at;
  };

  inFunction(program);
  return hasAwait;
}

/** Whether a function itself, not one inside of it, awaits where that may end other than by a value. */
function needsKept(body: Node): boolean {
  let awaits = false;
  let catches = false;
  const visit = (node: Node): void => {
    if (isFunction(node)) return;
    if (node.type === "AwaitExpression") awaits = true;
    if (node.type === "TryStatement") catches = true;
    if (node.type === "ForOfStatement" && node["await"] === true) {
      awaits = true;
      catches = true;
    }
    for (const [, child] of childrenOf(node)) visit(child);
  };
  for (const [, child] of childrenOf(body)) visit(child);
  return awaits && catches;
}

import type { Function as FunctionNode } from "unbash";
import { functionIn } from "../tree/function-in.ts";
import { SourceText } from "../tree/source-text.ts";
import type { ShellFunction } from "./shell.ts";

/** What runs when a function is called, and the text that its positions index. */
export interface FunctionBody {
  readonly body: FunctionNode["body"];
  readonly source: SourceText;
}

/** The trees of functions. A function that comes from a stored session is parsed when it is first needed. */
export class FunctionBodies {
  readonly #bodies = new WeakMap<ShellFunction, FunctionBody>();

  define(node: FunctionNode, source: SourceText, file: string): ShellFunction {
    const shellFunction: ShellFunction = {
      name: node.name.value,
      source: source.text.slice(node.pos, endWithHereDocs(node)),
      line: source.lineOf(node),
      file,
      isExported: false,
      isReadonly: false,
      isTraced: false,
    };
    this.#bodies.set(shellFunction, { body: node.body, source });
    return shellFunction;
  }

  of(shellFunction: ShellFunction): FunctionBody | undefined {
    const known = this.#bodies.get(shellFunction);
    if (known) return known;
    const node = functionIn(shellFunction.source);
    if (!node) return undefined;
    const body = {
      body: node.body,
      source: new SourceText(shellFunction.source, shellFunction.line),
    };
    this.#bodies.set(shellFunction, body);
    return body;
  }
}

/** Here-documents that began in the last line of a function stand behind it. */
function endWithHereDocs(node: FunctionNode): number {
  let end = node.end;
  if (node.body.type === "Redirected") {
    for (const redirect of node.body.redirects) {
      if (redirect.type === "HereDoc") end = Math.max(end, redirect.closing?.end ?? redirect.body.end);
    }
  }
  return end;
}

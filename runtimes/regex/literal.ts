import type { RegexNode } from "./tree.ts";

/** A text that is in whatever an expression matches. */
export interface Literal {
  readonly text: string;
  /** Whether all that has it is matched as well, there and nowhere else. */
  readonly isAll: boolean;
}

/** The longest such text that is easily found; of an expression that cares for letter case. */
export function literalIn(root: RegexNode): Literal | undefined {
  const runs: string[] = [];
  let run = "";
  const end = (): void => {
    if (run !== "") runs.push(run);
    run = "";
  };
  const add = (node: RegexNode): boolean => {
    if (node.kind === "sequence") return node.nodes.map(add).every(Boolean);
    if (node.kind === "group") return add(node.node);
    const character = characterOf(node);
    if (character !== undefined) {
      run += character;
      return true;
    }
    end();
    if (node.kind === "repeat" && node.min > 0 && node.node.kind !== "repeat") {
      add(node.node);
      end();
    }
    return false;
  };
  const isAll = add(root);
  end();
  const text = runs.reduce((longest, one) => (one.length > longest.length ? one : longest), "");
  return text === "" ? undefined : { text, isAll: isAll && runs.length === 1 };
}

function characterOf(node: RegexNode): string | undefined {
  if (node.kind !== "set") return undefined;
  if (/^[0-9A-Za-z]$/.test(node.source)) return node.source;
  const code = /^\\u\{([0-9a-f]+)\}$/.exec(node.source)?.[1];
  return code === undefined ? undefined : String.fromCodePoint(Number.parseInt(code, 16));
}

import type { ToolSchema } from "../api/backend.ts";

type Args = Readonly<Record<string, unknown>>;

/** What a missing or empty argument stands for: a blank is a command that does nothing, "." is where "" leads. */
const STANDS_FOR: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  bash: { command: " " },
  bash_stateful: { command: " " },
  write_file: { path: ".", content: "" },
};

/**
 * Arguments as the original takes them: those it would not look at (nulls, and names nobody knows) are left out, those that
 * are missing are empty. slotbox's own tools are stricter.
 */
export class LenientArgs {
  readonly #known: ReadonlyMap<string, ReadonlySet<string>>;

  /** @param tools those that the slots have; arguments of others stay as they are */
  constructor(tools: readonly ToolSchema[]) {
    this.#known = new Map(
      tools.map(({ function: { name, parameters } }) => [name, new Set(Object.keys(parameters["properties"] ?? {}))]),
    );
  }

  /** @returns an error where no arguments that a tool takes would give the original's */
  of(tool: string, args: Args): { readonly args: Args } | { readonly error: string } {
    const known = this.#known.get(tool);
    if (!known) return { args };
    const given = Object.entries(args).filter(([name, value]) => known.has(name) && value !== null);
    const meant = given.filter(([, value]) => value !== "");
    if (tool === "read_file" && !meant.some(([name]) => name === "path")) return { error: "Not a file: " };
    const empty = Object.entries(STANDS_FOR[tool] ?? {}).filter(([name]) => known.has(name));
    if (empty.length === 0) return { args: Object.fromEntries(given) };
    return { args: { ...Object.fromEntries(empty), ...Object.fromEntries(meant) } };
  }
}

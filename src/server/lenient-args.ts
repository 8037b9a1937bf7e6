/** Leaves out of a call's arguments what the server this one replaces would not look at: nulls, and names nobody knows. */
import type { ToolSchema } from "../api/tool-schema.ts";
export class LenientArgs {
  readonly #known: ReadonlyMap<string, ReadonlySet<string>>;

  constructor(tools: readonly ToolSchema[]) {
    this.#known = new Map(
      tools.map(({ function: { name, parameters } }) => [name, new Set(Object.keys(parameters["properties"] ?? {}))]),
    );
  }

  of(tool: string, args: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const known = this.#known.get(tool);
    if (!known) return args;
    return Object.fromEntries(Object.entries(args).filter(([name, value]) => known.has(name) && value !== null));
  }
}

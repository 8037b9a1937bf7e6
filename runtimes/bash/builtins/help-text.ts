import type { Builtin } from "./builtin.ts";

/** What `help NAME` and `NAME --help` print. */
export function helpText(builtin: Pick<Builtin, "name" | "usage" | "summary">): string {
  return `${builtin.name}: ${builtin.usage}\n    ${builtin.summary}\n`;
}

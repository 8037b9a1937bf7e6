import type { ExpansionContext } from "./context.ts";

/** What `~user` stands for: `~` is HOME, `~+` PWD, `~-` OLDPWD. */
export function homeOfTilde(user: string, context: ExpansionContext): string | undefined {
  if (user === "") return context.variables.text("HOME") ?? context.homeOf("");
  if (user === "+") return context.variables.text("PWD");
  if (user === "-") return context.variables.text("OLDPWD");
  return context.homeOf(user);
}

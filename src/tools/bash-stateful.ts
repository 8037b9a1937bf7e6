import { defineTool } from "./definition.ts";
import { checkCommand, commandSchema, runShell } from "./shell-command.ts";

/** The slot's own shell, which lasts until the slot is reset or released. */
export const bashStateful = defineTool({
  name: "bash_stateful",
  description:
    "Run a bash command in the slot's persistent shell. The working directory, variables, functions and shell options persist between calls; background processes live on.",
  slots: ["shell"],
  state: "shell-session",
  schema: (z) => z.strictObject({ command: commandSchema(z) }),
  check: checkCommand,
  run: (context, { command }) => runShell(context, command, context.shell.state),
});

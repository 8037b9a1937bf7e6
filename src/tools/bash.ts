import { defineTool } from "./definition.ts";
import { checkCommand, commandSchema, runShell } from "./shell-command.ts";

/** A fresh shell in the slot's workspace for each call. */
export const bash = defineTool({
  name: "bash",
  description:
    "Run a bash command in a fresh shell in the workspace. Files persist between calls; variables and the working directory do not.",
  slots: ["shell"],
  state: "none",
  schema: (z) =>
    z.strictObject({
      command: commandSchema(z),
      allow_network: z.boolean().optional().describe("Accepted for compatibility; there is no network."),
      require_sandbox: z.boolean().optional().describe("Accepted for compatibility; every command is sandboxed."),
    }),
  check: checkCommand,
  run: (context, { command }) => runShell(context, command, undefined),
});

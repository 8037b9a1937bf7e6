import { failure } from "../api/result.ts";
import { defineTool, lengthFault, type Zod } from "./definition.ts";
import { programResult } from "./process-result.ts";
import { done } from "./tool.ts";

const schema = (z: Zod) =>
  z.strictObject({
    program: z.string().min(1, "must not be empty").optional().describe("Path of the program, or a command's name."),
    args: z
      .array(z.string().refine((text) => !text.includes("\0"), "must not contain NUL"))
      .optional()
      .describe("Arguments of the program, without its name."),
    stdin: z.string().optional().describe("What the program reads from standard input."),
  });

/** Runs a program over the slot's workspace, without a shell. */
export const run = defineTool({
  name: "run",
  description: "Run a WebAssembly (WASI) program in the workspace, without a shell.",
  slots: ["shell", "command"],
  state: "none",
  schema,
  shownSchema: (z, slot) => {
    if (slot.kind === "command") return schema(z).omit({ program: true });
    // A shell runs its own programs by itself.
    return slot.kind === "shell" && slot.hasPrograms ? schema(z) : undefined;
  },
  check: ({ program, args = [], stdin = "" }, limits, { kind }) => {
    if (kind === "shell" && program === undefined) return "program: is required";
    if (kind === "command" && program !== undefined)
      return "program: the slot is a program; only args and stdin are allowed";
    return lengthFault("args", args.join("\0"), limits) ?? lengthFault("stdin", stdin, limits);
  },
  run: (context, { program, args = [], stdin = "" }) => {
    const ended = context.programs.run(context, { program, args, stdin });
    return done(ended ? programResult(context, ended) : failure("exit", `No such program: ${program ?? ""}`));
  },
});

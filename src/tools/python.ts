import { defineTool } from "./definition.ts";
import { checkCode, codeSchema, runInSession } from "./interpreter-session.ts";

export const python = defineTool({
  name: "python",
  description:
    "Run Python in the slot's persistent interpreter. Variables, functions and imports persist between calls; top-level await works.",
  slots: ["shell"],
  state: "interpreter",
  schema: codeSchema,
  check: checkCode,
  run: (context, { code }) => runInSession(context, "python", code),
});

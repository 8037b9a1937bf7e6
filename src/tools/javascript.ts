import { defineTool } from "./definition.ts";
import { checkCode, codeSchema, runInSession } from "./interpreter-session.ts";

export const javascript = defineTool({
  name: "javascript",
  description:
    "Run JavaScript in the slot's persistent Node session. Variables, functions and imports persist between calls; top-level await and import work.",
  slots: ["shell"],
  state: "interpreter",
  schema: codeSchema,
  check: checkCode,
  run: (context, { code }) => runInSession(context, "javascript", code),
});

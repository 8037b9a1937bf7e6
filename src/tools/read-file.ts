import { S_IFMT, S_IFREG } from "../../runtimes/abi/file-mode.ts";
import type { ToolResult } from "../api/result.ts";
import { defineTool } from "./definition.ts";
import { done, type ToolContext } from "./tool.ts";
import { failed, inWorkspace, pathSchema, succeeded } from "./workspace-file.ts";

export const readFile = defineTool({
  name: "read_file",
  description: "Read a text file of the workspace.",
  slots: ["shell", "command", "reactor"],
  state: "none",
  schema: (z) => z.strictObject({ path: pathSchema(z) }),
  run: (context, { path }) => done(inWorkspace(context, path, (absolute) => read(context, path, absolute))),
});

function read(context: ToolContext, given: string, absolute: string): ToolResult {
  if (!context.volume.exists(absolute)) return failed(context, "exit", `File not found: ${given}`);
  const { mode, size } = context.volume.stat(absolute);
  if ((mode & S_IFMT) !== S_IFREG) return failed(context, "exit", `Not a file: ${given}`);
  const max = context.limits.maxToolFileChars;
  if (size > max) return failed(context, "exit", `File too large: ${size} bytes (max ${max})`);
  const bytes = context.volume.readFile(absolute);
  const output = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  return succeeded(context, output, given, size);
}

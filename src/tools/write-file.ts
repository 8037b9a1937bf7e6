import { posix } from "node:path";
import { S_IFDIR, S_IFMT } from "../../runtimes/abi/file-mode.ts";
import type { Volume } from "../volume/volume.ts";
import { defineTool } from "./definition.ts";
import { done } from "./tool.ts";
import { failed, inWorkspace, pathSchema, succeeded } from "./workspace-file.ts";

export const writeFile = defineTool({
  name: "write_file",
  description: "Write a text file of the workspace, replacing what was there. Missing folders are made.",
  slots: ["shell", "command", "reactor"],
  state: "none",
  schema: (z) =>
    z.strictObject({ path: pathSchema(z), content: z.string().describe("The whole new content of the file.") }),
  run: (context, { path, content }) =>
    done(
      inWorkspace(context, path, (absolute) => {
        const max = context.limits.maxToolFileChars;
        const size = codePoints(content);
        if (size > max) return failed(context, "exit", `Content too large: ${size} bytes (max ${max})`);
        if (isDirectory(context.volume, absolute))
          return failed(context, "exit", `Failed to write file: [Errno 21] Is a directory: '${absolute}'`);
        context.volume.mkdirp(posix.dirname(absolute));
        context.volume.writeFile(absolute, Buffer.from(content, "utf8"));
        return succeeded(context, `Successfully wrote ${size} bytes to ${path}`, path, size);
      }),
    ),
});

function isDirectory(volume: Volume, absolute: string): boolean {
  return volume.exists(absolute) && (volume.stat(absolute).mode & S_IFMT) === S_IFDIR;
}

/** The wire format counts code points and calls them bytes. */
function codePoints(text: string): number {
  let count = text.length;
  for (let i = 0; i < text.length - 1; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0xd800 && unit <= 0xdbff && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) count--;
  }
  return count;
}

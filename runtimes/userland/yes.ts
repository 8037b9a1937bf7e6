import type { UserProgram } from "../kernel/kernel.ts";
import { encodeUtf8 } from "../web/encoding.ts";

/** Writes pages, as GNU's does: a line at a time would be slow. */
export const yes: UserProgram = async (process) => {
  const line = encodeUtf8(`${process.args.slice(1).join(" ") || "y"}\n`);
  const page = new Uint8Array(line.length * Math.max(1, Math.floor(8192 / line.length)));
  for (let at = 0; at < page.length; at += line.length) page.set(line, at);
  for (;;) await process.write(1, page);
};

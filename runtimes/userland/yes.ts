import { SystemError } from "../kernel/system-error.ts";
import { encodeUtf8 } from "../web/encoding.ts";
import { Failure } from "./program/failure.ts";
import { program } from "./program/program.ts";

/* https://www.gnu.org/software/coreutils/yes */

const PAGE_BYTES = 8192;

export const yes = program({
  name: "yes",
  usage: "[STRING]...",
  about: "Prints a line with all STRINGs, or y, until it is ended.",
  like: "GNU coreutils",
  options: {},
  run: async ({ operands, process }) => {
    const line = encodeUtf8(`${operands.join(" ") || "y"}\n`);
    const page = new Uint8Array(line.length * Math.max(1, Math.floor(PAGE_BYTES / line.length)));
    for (let at = 0; at < page.length; at += line.length) page.set(line, at);
    try {
      for (;;) await process.write(1, page);
    } catch (error) {
      if (error instanceof SystemError) throw new Failure(`standard output: ${error.message}`);
      throw error;
    }
  },
});

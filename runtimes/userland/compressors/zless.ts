import { DataFault } from "../compression/data-fault.ts";
import { gzipFaultText } from "../compression/gzip-format.ts";
import { eachInput } from "../program/inputs.ts";
import { program } from "../program/program.ts";
import { decompressed } from "./decompressed.ts";

/* Without a terminal, they print. */

function pager(name: "zless" | "zmore") {
  return program({
    name,
    usage: "[FILE]...",
    about: "Prints what is in each FILE, which may be compressed.",
    like: "GNU gzip",
    options: {},
    run: (call) =>
      eachInput(call, async (fd, operand) => {
        try {
          for await (const bytes of decompressed(call.process, fd)) await call.process.write(1, bytes);
        } catch (error) {
          if (!(error instanceof DataFault)) throw error;
          call.status = 1;
          await call.process.printError(gzipFaultText(operand, error));
        }
      }),
  });
}

export const zless = pager("zless");
export const zmore = pager("zmore");

import type { UserProgram } from "../kernel/kernel.ts";
import { SystemError } from "../kernel/system-error.ts";
import { chunksOf, closeInput, isOutput, openInput, programName } from "./input.ts";

/** `cat [-u] [FILE …]`: each file's bytes as they come. Whatever numbers or shows characters is `formatting`'s. */
export function cat(formatting: UserProgram | undefined): UserProgram {
  return async (process, kernel) => {
    const args = process.args.slice(1);
    const end = args.indexOf("--");
    const options = (end < 0 ? args : args.slice(0, end)).filter((arg) => arg.startsWith("-") && arg !== "-");
    if (formatting && options.some((option) => option !== "-u")) return formatting(process, kernel);
    const operands = args.filter(
      (arg, index) => index !== end && ((end >= 0 && index > end) || !options.includes(arg)),
    );
    let status = 0;
    for (const operand of operands.length > 0 ? operands : ["-"]) {
      try {
        const fd = openInput(process, kernel, operand);
        if (isOutput(process, fd)) {
          await process.printError(`${programName(process)}: ${operand}: input file is output file\n`);
          status = 1;
          closeInput(process, fd);
          continue;
        }
        for await (const bytes of chunksOf(process, fd)) {
          try {
            await process.write(1, bytes);
          } catch (error) {
            if (!(error instanceof SystemError)) throw error;
            await process.printError(`${programName(process)}: write error: ${error.message}\n`);
            return 1;
          }
        }
        closeInput(process, fd);
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
        await process.printError(`${programName(process)}: ${operand}: ${error.message}\n`);
        status = 1;
      }
    }
    return status;
  };
}

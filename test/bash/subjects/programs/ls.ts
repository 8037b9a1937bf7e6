import type { UserProgram } from "../../../../runtimes/kernel/kernel.ts";
import { SystemError } from "../../../../runtimes/kernel/system-error.ts";

const DIRECTORY = 0o040000;
const FILE_TYPE = 0o170000;

/** `ls [-l] [FILE …]`: names, one a line; of `-l` only the mode, which is what can be the same everywhere. */
export const ls: UserProgram = async (process, kernel) => {
  const isLong = process.args[1] === "-l";
  const operands = process.args.slice(isLong ? 2 : 1);
  const files = kernel.filesOf(process);
  let status = 0;
  for (const operand of operands.length > 0 ? operands : ["."]) {
    try {
      const isFolder = (files.stat(operand).mode & FILE_TYPE) === DIRECTORY;
      const names = isFolder ? files.readdir(operand).map(({ name }) => name) : [operand];
      const listed = names.filter((name) => !isFolder || !name.startsWith(".")).sort();
      for (const name of listed)
        await process.print(
          `${isLong ? `${modeOf(files.stat(isFolder ? `${operand}/${name}` : name).mode)} ` : ""}${name}\n`,
        );
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      await process.printError(`ls: cannot access '${operand}': ${error.message}\n`);
      status = 2;
    }
  }
  return status;
};

function modeOf(mode: number): string {
  const letters = [..."rwxrwxrwx"].map((letter, index) => ((mode >> (8 - index)) & 1 ? letter : "-"));
  return `${(mode & FILE_TYPE) === DIRECTORY ? "d" : "-"}${letters.join("")}`;
}

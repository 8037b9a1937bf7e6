import { defineBuiltin } from "./define.ts";
import { parseOptions } from "./options.ts";
import { printOutput } from "./output.ts";
import { logicalDirectory } from "./working-directory.ts";

export const pwd = defineBuiltin({
  name: "pwd",
  usage: "pwd [-LP]",
  summary: "Prints the working directory.",
  run(shell, args, process) {
    const letter = parseOptions(args, "LP").last("LP");
    const isPhysical = letter === undefined ? shell.options.set.physical : letter === "P";
    return printOutput(shell, process, "pwd", `${isPhysical ? shell.process.cwd : logicalDirectory(shell)}\n`);
  },
});

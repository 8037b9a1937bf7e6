import type { UserProgram } from "../kernel/kernel.ts";
import { badOption, chunksOf, programName, reasonOf } from "./input.ts";

/** `tee [-a] [-i] [FILE …]` */
export const tee: UserProgram = async (process, kernel) => {
  const outputs: { readonly fd: number; readonly name: string }[] = [{ fd: 1, name: "standard output" }];
  const operands: string[] = [];
  let append = false;
  let endsOptions = false;
  for (const arg of process.args.slice(1)) {
    if (endsOptions || arg === "-" || !arg.startsWith("-")) operands.push(arg);
    else if (arg === "--") endsOptions = true;
    else if (arg === "--append") append = true;
    else if (arg === "--ignore-interrupts") process.setDisposition("SIGINT", "ignore");
    else if (arg.startsWith("--")) return badOption(process, arg);
    else {
      for (const letter of arg.slice(1)) {
        if (letter === "a") append = true;
        else if (letter === "i") process.setDisposition("SIGINT", "ignore");
        else if (letter !== "p") return badOption(process, letter);
      }
    }
  }
  let status = 0;
  for (const name of operands) {
    try {
      const flags = { access: "write", create: true, truncate: !append, append } as const;
      outputs.push({ fd: process.descriptors.add(kernel.filesOf(process).open(name, flags, 0o666)), name });
    } catch (error) {
      await process.printError(`${programName(process)}: ${name}: ${reasonOf(error)}\n`);
      status = 1;
    }
  }
  for await (const bytes of chunksOf(process, 0)) {
    for (const output of [...outputs]) {
      try {
        await process.write(output.fd, bytes);
      } catch (error) {
        await process.printError(`${programName(process)}: ${output.name}: ${reasonOf(error)}\n`);
        outputs.splice(outputs.indexOf(output), 1);
        status = 1;
      }
    }
  }
  return status;
};

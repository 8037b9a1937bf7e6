import { SystemError } from "../kernel/system-error.ts";
import { chooseWord } from "./program/numbers.ts";
import { program } from "./program/program.ts";
import { quoteIfNeeded } from "./program/quoting.ts";

/* https://www.gnu.org/software/coreutils/tee */

const OPTIONS = {
  append: { letters: "a", about: "add to the FILEs" },
  "ignore-interrupts": { letters: "i", about: "ignore SIGINT" },
  p: { about: "like --output-error=warn-nopipe" },
  "output-error": {
    value: "[MODE]",
    about: "what to do if a FILE can't be written to: warn or exit, with -nopipe not for pipes",
  },
} as const;

const MODES = [["warn"], ["warn-nopipe"], ["exit"], ["exit-nopipe"]];

export const tee = program({
  name: "tee",
  usage: "[OPTION]... [FILE]...",
  about: "Prints standard input, and writes it to each FILE.",
  like: "GNU coreutils",
  options: OPTIONS,
  run: async (call) => {
    const { options, operands, process, files } = call;
    if (options.has("ignore-interrupts")) process.setDisposition("SIGINT", "ignore");
    const given = options.value("output-error");
    const mode =
      given !== undefined
        ? chooseWord(given, "--output-error", MODES)
        : options.has("p", "output-error")
          ? "warn-nopipe"
          : "";
    if (mode !== "") process.setDisposition("SIGPIPE", "ignore");
    const outputs = [{ fd: 1, name: "standard output" }];
    const append = options.has("append");
    for (const name of operands) {
      try {
        const flags = { access: "write", create: true, truncate: !append, append } as const;
        outputs.push({ fd: process.descriptors.add(files.open(name, flags, 0o666)), name });
      } catch (error) {
        await call.complainOf(name, error);
        if (mode.startsWith("exit")) return 1;
      }
    }
    for (let bytes = await process.read(0); bytes.length > 0; bytes = await process.read(0)) {
      for (const output of [...outputs]) {
        try {
          await process.write(output.fd, bytes);
        } catch (error) {
          if (!(error instanceof SystemError)) throw error;
          outputs.splice(outputs.indexOf(output), 1);
          if (error.code === "EPIPE" && mode.endsWith("-nopipe")) continue;
          const name = output.fd === 1 ? `'${output.name}'` : quoteIfNeeded(output.name);
          await call.complain(`${name}: ${error.message}`);
          if (mode.startsWith("exit")) return 1;
        }
      }
      if (outputs.length === 0) break;
    }
    return call.status;
  },
});

import { SystemError } from "../../kernel/system-error.ts";
import { isDirectory } from "../program/file-kinds.ts";
import { type ProgramCall, program } from "../program/program.ts";

/* https://github.com/util-linux/util-linux, more: where nothing is a terminal, it prints all, with a header for each file. */

const OPTIONS = {
  silent: { letters: "d" },
  logical: { letters: "f" },
  "no-pause": { letters: "l" },
  "print-over": { letters: "c" },
  "clean-print": { letters: "p" },
  "exit-on-eof": { letters: "e" },
  squeeze: { letters: "s" },
  plain: { letters: "u" },
  lines: { letters: "n", value: "NUMBER", about: "(how many lines a screen has)" },
  h: {},
  V: {},
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;

const RULE = "::::::::::::::\n";

export const more = program({
  name: "more",
  usage: "[options] <file>...",
  about:
    "Shows files screen by screen. There are no screens here: it prints each file with its name before it, and takes the options for screens without effect.",
  like: "util-linux",
  options: OPTIONS,
  modernize: (args) =>
    args
      .filter((arg) => !/^(?:-\d+|\+\d+|\+\/.*)$/.test(arg))
      .map((arg) => (arg === "-V" ? "--version" : arg === "-h" ? "--help" : arg)),
  run: async (call) => {
    // What isn't a terminal is read first, also if files are named.
    await copy(call, 0);
    for (const operand of call.operands) await show(call, operand);
    return 0;
  },
});

async function show(call: Call, operand: string): Promise<void> {
  const { files, output, process } = call;
  try {
    if (isDirectory(files.stat(operand))) {
      output.putText(`\n*** ${operand}: directory ***\n\n`);
      return;
    }
    const fd = process.descriptors.add(files.open(operand, { access: "read" }, 0));
    try {
      output.putText(`${RULE}${operand}\n${RULE}`);
      await copy(call, fd);
    } finally {
      process.descriptors.close(fd);
    }
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    await call.complain(`cannot open ${operand}: ${error.message}`);
  }
}

async function copy({ process, output }: Call, fd: number): Promise<void> {
  for (let bytes = await process.read(fd); bytes.length > 0; bytes = await process.read(fd)) {
    output.put(bytes);
    await output.flush();
  }
}

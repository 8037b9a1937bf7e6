import type { UserProgram } from "../../kernel/kernel.ts";
import type { Process } from "../../kernel/process.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { isDirectory } from "../program/file-kinds.ts";
import { helpText, type Usage, versionText } from "../program/help.ts";

/* https://www.greenwoodsoftware.com/less: where its output is no terminal, it prints all. */

const USAGE: Usage = {
  usage: "[OPTION]... [FILE]...",
  about:
    "Shows files screen by screen. There are no screens here: it prints all FILEs, or standard input, and takes the options for screens without effect.",
  like: "less",
};

/** Letters whose value is the rest of the argument, or the next one. */
const TEXT_LETTERS = 'koOpPtTDy"';
/** Letters whose value is a number, behind them or the next argument. */
const NUMBER_LETTERS = "bhjxyz#";
const LETTERS = "?aABcCdeEfFgGiIJKLmMnNqQrRsSuUvVwWX~";
const LONG_WITH_VALUE = new Set(
  "buffers color max-back-scroll jump-target lesskey-file lesskey-src log-file LOG-FILE pattern prompt tag tag-file tabs max-forw-scroll window quotes shift line-num-width rscroll wheel-lines header status-col-width".split(
    " ",
  ),
);
const LONG = new Set(
  "help search-skip-screen SEARCH-SKIP-SCREEN auto-buffers clear-screen CLEAR-SCREEN dumb quit-at-eof QUIT-AT-EOF force quit-if-one-screen hilite-search HILITE-SEARCH ignore-case IGNORE-CASE incsearch status-column quit-on-intr no-lessopen long-prompt LONG-PROMPT line-numbers LINE-NUMBERS quiet silent QUIET SILENT raw-control-chars RAW-CONTROL-CHARS squeeze-blank-lines chop-long-lines underline-special UNDERLINE-SPECIAL version hilite-unread HILITE-UNREAD no-init tilde exit-follow-on-close file-size follow-name mouse MOUSE no-keypad no-histdups redraw-on-quit save-marks use-backslash use-color".split(
    " ",
  ),
);

export const less: UserProgram = async (process, kernel) => {
  const { asked, operands, complaints, isForced } = readArguments(process.args.slice(1));
  if (asked === "help") {
    await process.print(helpText(process.args[0] ?? "less", USAGE, {}));
    return 0;
  }
  if (asked === "version") {
    await process.print(versionText("less", USAGE));
    return 0;
  }
  for (const complaint of complaints) await process.printError(`${complaint}\n`);
  const files = kernel.filesOf(process);
  // A file that is named again is the same one in the list.
  for (const operand of operands.length > 0 ? new Set(operands) : ["-"]) {
    try {
      if (operand === "-") {
        await copy(process, 0);
        continue;
      }
      if (isDirectory(files.stat(operand))) {
        await process.print(`${operand} is a directory\n`);
        continue;
      }
      const fd = process.descriptors.add(files.open(operand, { access: "read" }, 0));
      try {
        const first = await process.read(fd, LOOKED_AT_BYTES);
        if (!isForced && isBinary(first)) {
          // There is nobody to answer.
          await process.print(`"${operand}" may be a binary file.  See it anyway? `);
          return 1;
        }
        await process.write(1, first);
        await copy(process, fd);
      } finally {
        process.descriptors.close(fd);
      }
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      await process.print(`${operand}: ${error.message}\n`);
    }
  }
  return 0;
};

const LOOKED_AT_BYTES = 256;
const MOST_BINARY_BYTES = 5;
const TEXT_CONTROLS = [8, 9, 10, 12, 13];

function isBinary(bytes: Uint8Array): boolean {
  const controls = bytes.filter((byte) => (byte < 32 && !TEXT_CONTROLS.includes(byte)) || byte === 127);
  return controls.length > MOST_BINARY_BYTES;
}

async function copy(process: Process, fd: number): Promise<void> {
  for (let bytes = await process.read(fd); bytes.length > 0; bytes = await process.read(fd))
    await process.write(1, bytes);
}

interface LessArguments {
  readonly operands: readonly string[];
  readonly complaints: readonly string[];
  readonly asked?: "help" | "version";
  readonly isForced?: boolean;
}

/** Options count for nothing, but have to be told from files. */
function readArguments(args: readonly string[]): LessArguments {
  const operands: string[] = [];
  const complaints: string[] = [];
  let isForced = false;
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === "--") {
      operands.push(...rest);
      break;
    }
    if (arg.startsWith("+")) continue;
    if (!arg.startsWith("-") || arg === "-") {
      operands.push(arg);
      continue;
    }
    if (arg === "--help" || arg === "-?") return { operands, complaints, asked: "help" };
    if (arg === "--version" || arg === "-V") return { operands, complaints, asked: "version" };
    if (arg === "--force" || /^-[A-Za-z]*f/.test(arg)) isForced = true;
    const complaint = arg.startsWith("--") ? longOption(arg.slice(2), rest) : letters(arg.slice(1), rest);
    if (complaint !== undefined) complaints.push(complaint);
  }
  return { operands, complaints, isForced };
}

function longOption(text: string, rest: string[]): string | undefined {
  const [name = "", value] = text.split(/=(.*)/s, 2);
  const fitting = [...LONG, ...LONG_WITH_VALUE].filter((one) => one.startsWith(name));
  const found = fitting.find((one) => one === name) ?? (fitting.length === 1 ? fitting[0] : undefined);
  if (found === undefined && fitting.length > 1) return `${name} is an ambiguous abbreviation ("less --help" for help)`;
  if (found === undefined) return `There is no ${name} option ("less --help" for help)`;
  if (LONG_WITH_VALUE.has(found) && value === undefined && rest.shift() === undefined)
    return `Value is required after --${found}`;
  return undefined;
}

function letters(text: string, rest: string[]): string | undefined {
  for (let at = 0; at < text.length; at++) {
    const letter = text.charAt(at);
    if (NUMBER_LETTERS.includes(letter)) {
      const number = /^-?[\d,.]+/.exec(text.slice(at + 1))?.[0];
      if (number === undefined && at + 1 === text.length && rest.shift() === undefined)
        return `Value is required after -${letter}`;
      at += number?.length ?? 0;
    } else if (TEXT_LETTERS.includes(letter)) {
      if (at + 1 === text.length && rest.shift() === undefined) return `Value is required after -${letter}`;
      return undefined;
    } else if (!LETTERS.includes(letter) && !/[\d+$-]/.test(letter))
      return `There is no -${letter} option ("less --help" for help)`;
  }
  return undefined;
}

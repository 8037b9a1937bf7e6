import { SystemError } from "../../kernel/system-error.ts";
import { encodeUtf8 } from "../../web/encoding.ts";
import { Failure } from "../program/failure.ts";
import { type ProgramCall, program } from "../program/program.ts";
import { quoted, quoteIfNeeded } from "../program/quoting.ts";
import { Children } from "./children.ts";
import { DelimitedItems, type Item, type ItemReader, QuotedItems } from "./items.ts";
import { CommandLines } from "./lines.ts";
import { count, delimiterByte, OPTIONS, type OptionName, portionOf, spellOut } from "./options.ts";

/* https://www.gnu.org/software/findutils/manual/html_node/find_html/Invoking-xargs.html */

type Call = ProgramCall<OptionName>;

const MAX_BYTES = 128 * 1024;
const ARG_MAX = 2 * 1024 * 1024;
/** What POSIX has xargs leave free. */
const HEADROOM_BYTES = 2048;
const POSIX_ARG_MAX = 4096;
const NUL_WARNING =
  "WARNING: a NUL character occurred in the input.  It cannot be passed through in the argument list.  Did you mean to use the --null option?";

export const xargs = program({
  name: "xargs",
  usage: "[OPTION]... [COMMAND [ARG]...]",
  about: "Reads items between blanks and starts COMMAND (echo) with ARGs and as many items as a command line holds.",
  like: "GNU findutils",
  options: OPTIONS,
  stopsAtOperand: true,
  modernize: spellOut,
  run: async (call) => {
    const { options, operands } = call;
    const portion = portionOf(options);
    const reader = readerOf(call, portion.replaced !== undefined);
    const limit = count(options.value("max-procs") ?? "1", "P", 0);
    const maxBytes = await maxBytesOf(call);
    for (const warning of portion.warnings) await say(call, warning);
    if (options.has("show-limits")) await call.process.printError(limitsText(call, maxBytes));
    const end = options.last("E", "eof");
    if (reader instanceof DelimitedItems && end !== undefined && options.value(end) !== undefined)
      await say(call, "warning: the -E option has no effect if -0 or -d is used.\n");
    const fd = openItems(call);
    const keepsLines = options.has("exit") || portion.lines !== undefined;
    const lines = new CommandLines(operands.length > 0 ? operands : ["echo"], portion, maxBytes, keepsLines);
    const children = new Children(call.process, call.kernel, {
      limit,
      slotVariable: options.value("process-slot-var"),
      keepsInput: options.has("arg-file"),
    });
    try {
      let [hasStarted, hasWarned] = [false, false];
      for await (const items of itemsOf(call, fd, reader)) {
        for (const item of items) {
          if (item instanceof Failure) {
            if (!keepsLines) for (const args of lines.end(false)) await start(call, children, args);
            throw item;
          }
          if (item.hasNul && !hasWarned) await say(call, NUL_WARNING);
          hasWarned ||= item.hasNul;
          for (const args of lines.add(item)) {
            hasStarted = true;
            await start(call, children, args);
          }
        }
      }
      for (const args of lines.end(!hasStarted && !options.has("no-run-if-empty"))) await start(call, children, args);
      await children.finish();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (error.message !== "") await say(call, error.message);
      await children.settle();
      return error.status ?? 1;
    }
    return children.status;
  },
});

/** What the system lets a command line be, of which the environment takes its part. */
function limitsText({ process }: Call, bufferBytes: number): string {
  let environment = 0;
  for (const [name, value] of process.env) environment += encodeUtf8(`${name}=${value}`).length + 1;
  const limit = ARG_MAX - environment - HEADROOM_BYTES;
  return [
    `Your environment variables take up ${environment} bytes`,
    `POSIX upper limit on argument length (this system): ${limit}`,
    `POSIX smallest allowable upper limit on argument length (all systems): ${POSIX_ARG_MAX}`,
    `Maximum length of command we could actually use: ${limit - environment}`,
    `Size of command buffer we are actually using: ${bufferBytes}`,
    `Maximum parallelism (--max-procs must be no greater): ${2 ** 31 - 1}\n`,
  ].join("\n");
}

async function say({ process, name }: Call, message: string): Promise<void> {
  await process.printError(`${name}: ${message}\n`);
}

/** @throws Failure */
function readerOf({ options }: Call, isByLine: boolean): ItemReader {
  const last = options.last("null", "delimiter");
  if (last === "null") return new DelimitedItems(0);
  if (last === "delimiter") return new DelimitedItems(delimiterByte(options.value("delimiter") ?? ""));
  const end = options.last("E", "eof");
  return new QuotedItems(isByLine, end && options.value(end));
}

async function maxBytesOf(call: Call): Promise<number> {
  const text = call.options.value("max-chars");
  if (text === undefined) return MAX_BYTES;
  const bytes = count(text, "s", Number.NEGATIVE_INFINITY);
  if (bytes < 1) await say(call, `value ${text} for -s option should be >= 1`);
  return Math.max(1, bytes);
}

/** @throws Failure */
function openItems({ options, process, files }: Call): number {
  const file = options.value("arg-file");
  if (file === undefined || file === "-") return 0;
  try {
    return process.descriptors.add(files.open(file, { access: "read" }, 0), { closeOnExec: true, minFd: 3 });
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new Failure(`Cannot open input file ${quoted(file)}: ${error.message}`);
  }
}

/** Items as they come, and why there are no more, if that is an error. */
async function* itemsOf(call: Call, fd: number, reader: ItemReader): AsyncGenerator<readonly (Item | Failure)[]> {
  for (let isEnded = false; !isEnded; ) {
    const items: Item[] = [];
    const chunk = await call.process.read(fd);
    isEnded = chunk.length === 0;
    try {
      if (isEnded) reader.end(items);
      else reader.add(chunk, items);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      yield [...items, error];
      return;
    }
    yield items;
    if (reader.isEnded) return;
  }
}

async function start(call: Call, children: Children, args: readonly string[]): Promise<void> {
  const { options, process } = call;
  const line = args.map(quoteIfNeeded).join(" ");
  if (options.has("interactive")) {
    await process.printError(line);
    throw new Failure("failed to open /dev/tty for reading: No such device or address");
  }
  if (options.has("verbose")) await process.printError(`${line}\n`);
  await children.start(args);
}

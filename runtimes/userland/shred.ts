import { SystemError } from "../kernel/system-error.ts";
import { Failure } from "./program/failure.ts";
import { isDirectory, statusOf } from "./program/file-kinds.ts";
import { chooseWord, parseSize } from "./program/numbers.ts";
import { UsageError } from "./program/options.ts";
import { type ProgramCall, program } from "./program/program.ts";
import { quoted, quoteIfNeeded } from "./program/quoting.ts";

/* https://www.gnu.org/software/coreutils/shred. What was in a file is gone as soon as it is written over. */

const OPTIONS = {
  force: { letters: "f", about: "make files writable that aren't" },
  iterations: { letters: "n", value: "N", about: "write over them N times, not 3" },
  "random-source": { value: "FILE" },
  size: { letters: "s", value: "N", about: "write over N bytes of each" },
  u: { about: "remove them in the end" },
  remove: { value: "[HOW]", about: "like -u" },
  verbose: { letters: "v", about: "say what is done" },
  exact: { letters: "x", about: "don't go up to the end of the last block" },
  zero: { letters: "z", about: "write zeros in the end" },
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;

const PASSES = 3;
const BLOCK_BYTES = 4096;
const CHUNK_BYTES = 65_536;
const REMOVALS = [["unlink"], ["wipe"], ["wipesync"]];

export const shred = program({
  name: "shred",
  usage: "[OPTION]... FILE...",
  about: "Writes over each FILE several times.",
  like: "GNU coreutils",
  options: OPTIONS,
  run: async (call) => {
    const { options, operands } = call;
    if (operands.length === 0) throw new UsageError("missing file operand");
    const given = options.value("iterations") ?? String(PASSES);
    if (!/^\d+$/.test(given)) throw new Failure(`invalid number of passes: ${quoted(given)}`);
    const sizeText = options.value("size");
    const size = sizeText === undefined ? undefined : parseSize(sizeText);
    if (sizeText !== undefined && size === undefined) throw new Failure(`invalid file size: ${quoted(sizeText)}`);
    const how = options.value("remove");
    if (how !== undefined) chooseWord(how, "--remove", REMOVALS);
    for (const path of operands) {
      try {
        await shredFile(call, path, Number(given), size);
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
        await call.complain(`${quoteIfNeeded(path)}: failed to open for writing: ${error.message}`);
      }
    }
  },
});

async function shredFile(call: Call, path: string, passes: number, wanted: number | undefined): Promise<void> {
  const { files, options, process, kernel } = call;
  const status = files.stat(path);
  if (isDirectory(status)) throw new SystemError("EISDIR");
  const length = options.has("exact") ? status.size : Math.ceil(status.size / BLOCK_BYTES) * BLOCK_BYTES;
  const total = passes + (options.has("zero") ? 1 : 0);
  for (let pass = 1; pass <= total; pass++) {
    const isZero = pass > passes;
    if (options.has("verbose"))
      await process.printError(
        `${call.name}: ${quoteIfNeeded(path)}: pass ${pass}/${total} (${isZero ? "000000" : "random"})...\n`,
      );
    const fd = process.descriptors.add(files.open(path, { access: "write" }, 0));
    try {
      for (let left = wanted ?? length; left > 0; left -= CHUNK_BYTES) {
        const bytes = Math.min(left, CHUNK_BYTES);
        await process.write(fd, isZero ? new Uint8Array(bytes) : kernel.random(bytes));
      }
    } finally {
      process.descriptors.close(fd);
    }
  }
  if (options.has("u", "remove")) await remove(call, path);
}

/** Its name is made shorter, zero after zero, before it goes. */
async function remove(call: Call, path: string): Promise<void> {
  const { files, options, process } = call;
  const say = async (from: string, what: string): Promise<void> => {
    if (options.has("verbose")) await process.printError(`${call.name}: ${quoteIfNeeded(from)}: ${what}\n`);
  };
  await say(path, "removing");
  let current = path;
  const slash = path.lastIndexOf("/") + 1;
  for (let length = path.length - slash; length > 0 && options.value("remove") !== "unlink"; length--) {
    const next = path.slice(0, slash) + "0".repeat(length);
    if (statusOf(files, next, false)) continue;
    files.rename(current, next);
    await say(current, `renamed to ${quoteIfNeeded(next)}`);
    current = next;
  }
  files.unlink(current);
  await say(path, "removed");
}

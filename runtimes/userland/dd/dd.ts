import type { Description } from "../../kernel/description.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { concatBytes } from "../../web/bytes.ts";
import { Failure } from "../program/failure.ts";
import { isDirectory, isLink, statusOf } from "../program/file-kinds.ts";
import { type ProgramCall, program } from "../program/program.ts";
import { quoteAlways, quoteIfNeeded } from "../program/quoting.ts";
import { BlockReader } from "./block-reader.ts";
import { BlockWriter } from "./block-writer.ts";
import { Conversions } from "./conversions.ts";
import { type Amount, type DdOperands, parseOperands } from "./operands.ts";
import { Statistics } from "./statistics.ts";

/* https://www.gnu.org/software/coreutils/dd. What is written is written: there are no caches, and no holes in files. */

export const dd = program({
  name: "dd",
  usage: ["[OPERAND]...", "OPTION"],
  about:
    "Copies a file in blocks: from if=FILE, or standard input, to of=FILE, or standard output. bs=BYTES, or ibs= and obs=, is the size of blocks; count=N says how many, skip=N and seek=N how many are passed over in the input and in the output. conv=WORDS changes the bytes (ascii, ebcdic, ibm, block, unblock with cbs=BYTES, lcase, ucase, swab, sync) or says how to copy (noerror, notrunc, nocreat, excl). iflag= and oflag= take words such as fullblock, append, count_bytes, skip_bytes, seek_bytes. status= is none or noxfer. Numbers may have suffixes: c 1, w 2, b 512, kB 1000, K 1024 and so on; B counts bytes, not blocks.",
  like: "GNU coreutils",
  options: {},
  run: (call) => new Copy(call, parseOperands(call.operands)).run(),
});

class Copy {
  readonly #call: ProgramCall<never>;
  readonly #operands: DdOperands;
  readonly #statistics: Statistics;
  readonly #conversions: Conversions;
  readonly #inputName: string;
  readonly #outputName: string;
  #truncates = false;

  constructor(call: ProgramCall<never>, operands: DdOperands) {
    this.#call = call;
    this.#operands = operands;
    this.#statistics = new Statistics(call.kernel.now());
    this.#conversions = new Conversions(operands);
    this.#inputName = operands.input ?? "standard input";
    this.#outputName = operands.output ?? "standard output";
  }

  async run(): Promise<number> {
    const { process, kernel } = this.#call;
    const { level, warnings } = this.#operands;
    for (const warning of warnings) await process.printError(`${this.#call.name}: ${warning}\n`);
    const input = this.#openInput();
    const output = await this.#openOutput();
    await this.#transfer(input, output);
    if (level !== "none") {
      const text = this.#statistics.text(kernel.now(), this.#conversions.truncatedRecords, level !== "noxfer");
      await process.printError(text);
    }
    return this.#call.status;
  }

  /** @throws Failure */
  #openInput(): number {
    const { input, inputFlags } = this.#operands;
    if (input === undefined) return 0;
    this.#assertKind(input, inputFlags);
    return this.#open(input, () => this.#call.files.open(input, { access: "read" }, 0));
  }

  /** @throws Failure */
  async #openOutput(): Promise<number> {
    const { output, conversions, outputFlags, seek } = this.#operands;
    const { process, files, name } = this.#call;
    if (outputFlags.has("append") && !conversions.has("notrunc"))
      await process.printError(`${name}: you probably want conv=notrunc with oflag=append\n`);
    if (output === undefined) return 1;
    if (statusOf(files, output) !== undefined) this.#assertKind(output, outputFlags);
    this.#truncates = !conversions.has("notrunc");
    return this.#open(output, () =>
      files.open(
        output,
        {
          access: "write",
          create: !conversions.has("nocreat"),
          exclusive: conversions.has("excl"),
          truncate: this.#truncates && seek.count === 0,
          append: outputFlags.has("append"),
        },
        0o666,
      ),
    );
  }

  #open(name: string, open: () => Description): number {
    try {
      return this.#call.process.descriptors.add(open());
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      throw new Failure(`failed to open ${quoteAlways(name)}: ${error.message}`);
    }
  }

  #assertKind(name: string, flags: ReadonlySet<string>): void {
    const { files } = this.#call;
    const fail = (code: "ENOTDIR" | "ELOOP"): never => {
      throw new Failure(`failed to open ${quoteAlways(name)}: ${new SystemError(code).message}`);
    };
    const status = statusOf(files, name);
    if (flags.has("directory") && status && !isDirectory(status)) fail("ENOTDIR");
    const named = flags.has("nofollow") ? statusOf(files, name, false) : undefined;
    if (named && isLink(named)) fail("ELOOP");
  }

  async #transfer(input: number, output: number): Promise<void> {
    const { process } = this.#call;
    const { inputBlockBytes, outputBlockBytes, inputFlags, skip } = this.#operands;
    const reader = new BlockReader(process, input, inputFlags.has("fullblock"), input !== 0);
    const writer = new BlockWriter(process, output, outputBlockBytes, this.#statistics);
    if (!(await reader.skip(bytesOf(skip, inputBlockBytes), inputBlockBytes)))
      await process.printError(
        `${this.#call.name}: ${quoteIfNeeded(this.#inputName)}: cannot skip to specified offset\n`,
      );
    if (!(await this.#seeks(output))) return;
    try {
      await this.#copyBlocks(reader, writer);
    } catch (error) {
      await this.#failed(`writing to ${quoteAlways(this.#outputName)}`, error);
    }
  }

  /** Passes over the beginning of the output. */
  async #seeks(output: number): Promise<boolean> {
    const { seek, outputBlockBytes } = this.#operands;
    const bytes = bytesOf(seek, outputBlockBytes);
    if (bytes === 0) return true;
    const description = this.#call.process.descriptors.get(output);
    try {
      if (description.kind === "device") return true;
      if (this.#truncates) description.truncate(bytes);
      description.seek(bytes, "current");
      return true;
    } catch (error) {
      await this.#failed(`${quoteAlways(this.#outputName)}: cannot seek`, error);
      return false;
    }
  }

  async #copyBlocks(reader: BlockReader, writer: BlockWriter): Promise<void> {
    const { count, inputBlockBytes, isOneSize, conversions } = this.#operands;
    const isDirect = isOneSize && !this.#conversions.areNeeded;
    let left = count === undefined ? Number.POSITIVE_INFINITY : bytesOf(count, inputBlockBytes);
    const counts = count !== undefined && !count.isBytes;
    let blocks = count?.count ?? 0;
    while (counts ? blocks-- > 0 : left > 0) {
      if (reader.mayWait) await writer.flush();
      await this.#call.process.checkpoint();
      const wanted = counts ? inputBlockBytes : Math.min(left, inputBlockBytes);
      const block = await this.#readBlock(reader, wanted);
      if (block === "end") break;
      if (block === "failed") continue;
      left -= block.length;
      if (block.length === inputBlockBytes) this.#statistics.wholeIn++;
      else this.#statistics.partialIn++;
      const bytes = conversions.has("sync") ? padded(block, inputBlockBytes, conversions) : block;
      if (isDirect) await writer.writeBlock(bytes);
      else await writer.write(this.#conversions.convert(bytes));
    }
    await writer.write(this.#conversions.end());
    await writer.end();
  }

  async #readBlock(reader: BlockReader, bytes: number): Promise<Uint8Array | "end" | "failed"> {
    try {
      const block = await reader.read(bytes);
      return block.length === 0 ? "end" : block;
    } catch (error) {
      await this.#failed(`error reading ${quoteAlways(this.#inputName)}`, error);
      // A directory can't be read at any place.
      if (!this.#operands.conversions.has("noerror") || (error instanceof SystemError && error.code === "EISDIR"))
        return "end";
      reader.pass(bytes);
      return "failed";
    }
  }

  async #failed(what: string, error: unknown): Promise<void> {
    if (!(error instanceof SystemError)) throw error;
    await this.#call.complain(`${what}: ${error.message}`);
  }
}

function bytesOf({ count, isBytes }: Amount, blockBytes: number): number {
  return isBytes ? count : count * blockBytes;
}

/** Filled up to a whole block: with spaces, where records are. */
function padded(block: Uint8Array, blockBytes: number, conversions: ReadonlySet<string>): Uint8Array {
  if (block.length === blockBytes) return block;
  const filler = conversions.has("block") || conversions.has("unblock") ? 32 : 0;
  return concatBytes([block, new Uint8Array(blockBytes - block.length).fill(filler)]);
}

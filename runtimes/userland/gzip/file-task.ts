import { S_IFMT, S_IFREG } from "../../abi/file-mode.ts";
import type { FileStatus } from "../../kernel/description.ts";
import { accessTime, fileTimeOf, modificationTime } from "../../kernel/file-times.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { decodeUtf8 } from "../../web/encoding.ts";
import { ByteSource, type Chunks, chunksOf } from "../compression/byte-source.ts";
import { DataFault, type DataProblem } from "../compression/data-fault.ts";
import { GzipReader, gzipOverhead, gzipped, isGzip } from "../compression/gzip-format.ts";
import { OutputFile } from "../compression/output-file.ts";
import { folderOf, isLink, joined, lastPart, statusOf } from "../program/file-kinds.ts";
import { nameWithout, suffixOf } from "./names.ts";
import type { Call, Settings } from "./options.ts";
import { type Report, ratioText } from "./report.ts";

/** After these, other files are still taken. */
const PASSING: readonly DataProblem[] = ["not the format", "unsupported"];

interface Sizes {
  readonly plainBytes: number;
  readonly compressedBytes: number;
}

/** Compresses or decompresses files one by one. Its functions tell whether to go on with the next. */
export class FileTask {
  readonly #call: Call;
  readonly #settings: Settings;
  readonly #report: Report;

  constructor(call: Call, settings: Settings, report: Report) {
    this.#call = call;
    this.#settings = settings;
    this.#report = report;
  }

  async doStdin(): Promise<boolean> {
    const { process } = this.#call;
    const input = process.descriptors.get(0);
    const mtimeMs = input.kind === "file" ? input.status().mtimeMs : 0;
    return this.#guarded("stdin", async () => {
      const sizes =
        this.#settings.task === "compress"
          ? await this.#compress(chunksOf(process, 0), this.#writeOut, undefined, mtimeMs)
          : await this.#decompress(new GzipInput(new ByteSource(chunksOf(process, 0))), this.#writeOut, "stdin");
      const isTold = this.#settings.isVerbose && this.#settings.task !== "decompress";
      if (isTold) await this.#report.say(`${this.#resultOf(sizes)}\n`);
    });
  }

  /** @throws SystemError */
  async doFile(path: string): Promise<boolean> {
    const { files, process } = this.#call;
    const { task, toStdout, isForced, suffix } = this.#settings;
    const isCompressing = task === "compress";
    const own = suffixOf(path, suffix);
    const isLinkInPlace = !toStdout && task !== "test" && !isForced && isLink(files.lstat(path));
    if (isLinkInPlace && (isCompressing || own === undefined)) throw new SystemError("ELOOP");
    const isTold = this.#settings.isVerbose || !this.#settings.isRecursive;
    if (isCompressing && own !== undefined && !toStdout && !isForced) {
      if (!this.#settings.isQuiet && isTold)
        await this.#report.say(`gzip: ${path} already has ${own} suffix -- unchanged\n`);
      return true;
    }
    if (!isCompressing && own === undefined && !toStdout && task !== "test") {
      if (isTold) await this.#report.warning(`${path}: unknown suffix -- ignored`);
      return true;
    }
    const inPlace = !toStdout && task !== "test";
    const status = inPlace && !isForced ? files.lstat(path) : files.stat(path);
    if (inPlace && !(await this.#isAlone(path, status))) return true;
    const fd = process.descriptors.add(files.open(path, { access: "read" }, 0));
    try {
      return await this.#guarded(path, () => this.#treat(path, fd, status, own));
    } finally {
      process.descriptors.close(fd);
    }
  }

  /** A file of several names, or that is none, is left as it is. */
  async #isAlone(path: string, status: FileStatus): Promise<boolean> {
    if (isLink(status)) throw new SystemError("ELOOP");
    const others = status.nlink - 1;
    if ((status.mode & S_IFMT) !== S_IFREG) {
      await this.#report.warning(`${path} is not a directory or a regular file - ignored`);
      return false;
    }
    if (others > 0 && !this.#settings.isForced) {
      await this.#report.warning(`${path} has ${others} other link${others > 1 ? "s" : ""} -- file ignored`);
      return false;
    }
    return true;
  }

  async #treat(path: string, fd: number, status: FileStatus, own: string | undefined): Promise<void> {
    const { process, files } = this.#call;
    const { task, toStdout, isVerbose, withName, withTime, keeps, suffix } = this.#settings;
    const isCompressing = task === "compress";
    const input = isCompressing ? undefined : new GzipInput(new ByteSource(chunksOf(process, fd)));
    const isPlain = input !== undefined && (await this.#isPassedOn(input));
    const header = input && !isPlain ? await input.reader.readHeader() : undefined;
    const inPlace = !toStdout && task !== "test";
    let target = isCompressing ? path + suffix : nameWithout(path, own ?? "");
    if (withName && header?.name) {
      const name = lastPart(decodeUtf8(header.name, "escape"));
      if (name !== "") target = path.includes("/") ? joined(folderOf(path), name) : name;
    }
    if (inPlace && !(await this.#mayMake(target))) return;
    if (isVerbose) await this.#report.say(`${path}:\t`);
    const output = inPlace ? new OutputFile(this.#call, target) : undefined;
    const write = output ? (bytes: Uint8Array) => output.write(bytes) : this.#writeOut;
    try {
      const sizes = input
        ? await this.#decompress(input, write, path)
        : await this.#compress(chunksOf(process, fd), write, lastPart(path), status.mtimeMs);
      const headerSeconds = withTime ? (header?.mtimeSeconds ?? 0) : 0;
      const mtime = headerSeconds > 0 ? fileTimeOf(headerSeconds * 1000) : modificationTime(status);
      output?.close(status, { atime: accessTime(status), mtime });
      if (inPlace && !keeps) files.unlink(path);
      const made = ` -- ${keeps ? "created" : "replaced with"} ${toStdout ? "stdout" : target}`;
      if (isVerbose) await this.#report.say(`${this.#resultOf(sizes)}${task === "test" ? "" : made}\n`);
    } finally {
      output?.giveUp();
    }
  }

  async #mayMake(target: string): Promise<boolean> {
    if (this.#settings.isForced || !statusOf(this.#call.files, target, false)) return true;
    await this.#report.warning(`${target} already exists;\tnot overwritten`);
    return false;
  }

  /** Tells of what is wrong with data. */
  async #guarded(path: string, run: () => Promise<void>): Promise<boolean> {
    try {
      await run();
      return true;
    } catch (error) {
      if (!(error instanceof DataFault)) throw error;
      await this.#report.fault(path, error);
      const [problem = "end"] = error.problems;
      return PASSING.includes(problem) || (this.#settings.task === "test" && problem !== "end");
    }
  }

  async #compress(chunks: Chunks, write: Write, name: string | undefined, mtimeMs: number): Promise<Sizes> {
    const { level, withName, withTime } = this.#settings;
    const manner = {
      level,
      ...(withName && name !== undefined && { name }),
      ...(withTime && { mtimeSeconds: mtimeMs / 1000 }),
    };
    let [plainBytes, compressedBytes] = [0, -gzipOverhead(manner)];
    async function* counted(): AsyncGenerator<Uint8Array> {
      for await (const chunk of chunks) {
        plainBytes += chunk.length;
        yield chunk;
      }
    }
    for await (const bytes of gzipped(counted(), manner)) {
      compressedBytes += bytes.length;
      await write(bytes);
    }
    return { plainBytes, compressedBytes };
  }

  async #decompress(input: GzipInput, write: Write, path: string): Promise<Sizes> {
    const { reader, source } = input;
    const isPlain = await this.#isPassedOn(input);
    if (!isPlain && !reader.header) await reader.readHeader();
    let plainBytes = 0;
    for await (const bytes of isPlain ? source.rest() : reader.data()) {
      plainBytes += bytes.length;
      if (this.#settings.task !== "test") await write(bytes);
      await this.#call.process.checkpoint();
    }
    const { trailing, members, header } = reader;
    if (trailing === "garbage" || (trailing === "zeros" && this.#settings.isVerbose)) {
      const what = trailing === "zeros" ? "zero bytes" : trailing;
      await this.#report.warning(`${path}: decompression OK, trailing ${what} ignored`, "\n");
    }
    const isOne = members === 1 && trailing === undefined;
    // Of several members, the last counts.
    if (!isPlain) plainBytes = reader.memberBytes;
    return { plainBytes, compressedBytes: source.taken - (isOne ? (header?.overheadBytes ?? 0) : 0) };
  }

  /** `-dcf` passes on what isn't compressed. */
  async #isPassedOn({ source, reader }: GzipInput): Promise<boolean> {
    const { isForced, toStdout } = this.#settings;
    return isForced && toStdout && !reader.header && !isGzip(await source.peek(2));
  }

  #resultOf({ plainBytes, compressedBytes }: Sizes): string {
    return this.#settings.task === "test" ? " OK" : ratioText(plainBytes - compressedBytes, plainBytes);
  }

  readonly #writeOut = async (bytes: Uint8Array): Promise<void> => {
    await this.#call.process.write(1, bytes);
  };
}

type Write = (bytes: Uint8Array) => Promise<void>;

class GzipInput {
  readonly source: ByteSource;
  readonly reader: GzipReader;

  constructor(source: ByteSource) {
    this.source = source;
    this.reader = new GzipReader(source);
  }
}

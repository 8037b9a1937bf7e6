import type { FileStatus } from "../../kernel/description.ts";
import { settableTimes } from "../../kernel/file-times.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { ByteSource, type Chunks, chunksOf } from "../compression/byte-source.ts";
import { DataFault } from "../compression/data-fault.ts";
import { OutputFile } from "../compression/output-file.ts";
import { isDirectory, isLink, joined, statusOf } from "../program/file-kinds.ts";
import type { ProgramCall } from "../program/program.ts";
import type { Complaint, Dialect, FilterTask, Sizes } from "./dialect.ts";

const STDOUT = "(stdout)";
const HEAD_BYTES = 6;

/** Compresses or decompresses files, one by one, in a program's own words. */
export class FilterRun {
  readonly #call: ProgramCall;
  readonly #dialect: Dialect;
  readonly #task: FilterTask;
  #status = 0;
  #isStopped = false;

  constructor(call: ProgramCall, dialect: Dialect, task: FilterTask) {
    this.#call = call;
    this.#dialect = dialect;
    this.#task = task;
  }

  async run(): Promise<number> {
    const { operands } = this.#call;
    const waiting = operands.length > 0 ? [...operands].reverse() : ["-"];
    for (let path = waiting.pop(); path !== undefined && !this.#isStopped; path = waiting.pop()) {
      const folder = path;
      if (folder === "-") await this.#doStdin();
      else if (this.#task.isRecursive && this.#isFolder(folder))
        waiting.push(
          ...this.#call.files
            .readdir(folder)
            .map(({ name }) => joined(folder, name))
            .reverse(),
        );
      else await this.#doFile(folder);
    }
    return this.#status;
  }

  #isFolder(path: string): boolean {
    const status = statusOf(this.#call.files, path, false);
    return status !== undefined && isDirectory(status);
  }

  async #doStdin(): Promise<void> {
    const { output } = this.#task;
    const { process } = this.#call;
    const file = output === undefined ? undefined : new OutputFile(this.#call, output);
    try {
      await this.#guarded(this.#dialect.stdin, file?.path ?? STDOUT, () => this.#pump(chunksOf(process, 0), file));
      if (file && this.#status === 0) file.close({ mode: 0o644 }, {});
    } finally {
      file?.giveUp();
    }
  }

  async #doFile(path: string): Promise<void> {
    const { files, process } = this.#call;
    const status = statusOf(files, path, true);
    if (!status) return this.#complain(this.#dialect.cannotOpen(path, reasonOf(this.#call, path)));
    if (isDirectory(status)) return this.#complain(this.#dialect.isDirectory(path));
    const target = await this.#targetFor(path);
    if (target === undefined || !(await this.#mayReplace(path, status, target))) return;
    let fd: number;
    try {
      fd = process.descriptors.add(files.open(path, { access: "read" }, 0));
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      return this.#complain(this.#dialect.cannotOpen(path, error.message));
    }
    try {
      await this.#treat(path, status, target, fd);
    } finally {
      process.descriptors.close(fd);
    }
  }

  /** @returns nothing if the file is passed over */
  async #targetFor(path: string): Promise<string | undefined> {
    const { task, toStdout, suffix, isForced, output } = this.#task;
    if (toStdout || task === "test") return STDOUT;
    if (output !== undefined) return output;
    if (task === "compress") {
      const complaint = path.endsWith(suffix) && !isForced ? this.#dialect.hasSuffix(path, suffix) : undefined;
      if (!complaint) return path + suffix;
      await this.#complain(complaint);
      return undefined;
    }
    const bare = this.#dialect.bareName(path, this.#task);
    if (bare !== undefined) return bare;
    const isForeign = await this.#isForeign(path);
    const { target, ...complaint } = isForeign
      ? { target: undefined, ...this.#dialect.fault(path, undefined, new DataFault("not the format"), true) }
      : this.#dialect.unknownSuffix(path);
    await this.#complain(complaint);
    return target;
  }

  async #isForeign(path: string): Promise<boolean> {
    const { process, files } = this.#call;
    if (!this.#dialect.isForeign) return false;
    const fd = process.descriptors.add(files.open(path, { access: "read" }, 0));
    try {
      return this.#dialect.isForeign(await process.read(fd, HEAD_BYTES));
    } finally {
      process.descriptors.close(fd);
    }
  }

  async #mayReplace(path: string, status: FileStatus, target: string): Promise<boolean> {
    const { isForced } = this.#task;
    if (target === STDOUT || isForced) return true;
    const { files } = this.#call;
    const isSymbolic = isLink(files.lstat(path));
    const links = status.nlink > 1 ? this.#dialect.hasLinks(path, status.nlink - 1) : undefined;
    const isThere = statusOf(files, target, false) !== undefined;
    const complaint = isSymbolic
      ? this.#dialect.isLink(path)
      : (links ?? (isThere ? this.#dialect.exists(target) : undefined));
    if (complaint) await this.#complain(complaint);
    return complaint === undefined;
  }

  async #treat(path: string, status: FileStatus, target: string, fd: number): Promise<void> {
    const { task, keeps } = this.#task;
    const file = target === STDOUT ? undefined : new OutputFile(this.#call, target);
    try {
      const shownTarget = task === "test" ? undefined : target;
      const sizes = await this.#guarded(path, shownTarget, () => this.#pump(chunksOf(this.#call.process, fd), file));
      if (!sizes) return;
      file?.close(status, settableTimes(status));
      if (file && !keeps) this.#call.files.unlink(path);
      const text = this.#dialect.result(path, target, sizes, this.#task);
      if (text !== "") await this.#complain({ text, status: 0 });
    } finally {
      file?.giveUp();
    }
  }

  async #pump(chunks: Chunks, file: OutputFile | undefined): Promise<Sizes> {
    const { task, format, level } = this.#task;
    const { process } = this.#call;
    const source = new ByteSource(chunks);
    const { compress, decompress } = format;
    const results = task === "compress" ? compress?.(source.rest(), level) : decompress?.(source);
    let written = 0;
    for await (const bytes of results ?? []) {
      written += bytes.length;
      if (bytes.length > 0 && task !== "test") await (file ? file.write(bytes) : process.write(1, bytes));
      await process.checkpoint();
    }
    const read = source.taken;
    return task === "compress"
      ? { plainBytes: read, compressedBytes: written }
      : { plainBytes: written, compressedBytes: read };
  }

  /** Tells of what is wrong with data. @returns nothing then */
  async #guarded<Result>(
    path: string,
    target: string | undefined,
    run: () => Promise<Result>,
  ): Promise<Result | undefined> {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof DataFault)) throw error;
      await this.#complain(this.#dialect.fault(path, target, error, error.problems.includes("not the format")));
      if (this.#dialect.stopsAtFault && target !== undefined) this.#isStopped = true;
      return undefined;
    }
  }

  async #complain({ text, status }: Complaint): Promise<void> {
    this.#status = this.#status === 1 ? 1 : status || this.#status;
    if (text !== "") await this.#call.process.printError(text);
  }
}

function reasonOf({ files }: ProgramCall, path: string): string {
  try {
    files.stat(path);
  } catch (error) {
    if (error instanceof SystemError) return error.message;
    throw error;
  }
  return "No such file or directory";
}

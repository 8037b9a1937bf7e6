import type { Kernel } from "../../kernel/kernel.ts";
import type { Process } from "../../kernel/process.ts";
import { readAll } from "../../kernel/read-all.ts";
import { decodeUtf8, encodeUtf8, latin1Of } from "../../web/encoding.ts";
import { HostFiles } from "./host-files.ts";

type ReadOptions = Parameters<HostFiles["readFile"]>[1];
type Content = Parameters<HostFiles["writeFile"]>[1];
type Stat = Awaited<ReturnType<HostFiles["stat"]>>;
type ByteString = Awaited<ReturnType<HostFiles["readFileBytes"]>>;

const DESCRIPTOR = /^(?:\/dev\/fd|\/proc\/self\/fd)\/(\d+)$/;
const STREAMS: Readonly<Record<string, number>> = { "/dev/stdin": 0, "/dev/stdout": 1, "/dev/stderr": 2 };

/** The slot's files as a command of just-bash sees them in its process: `/dev/fd/N` and the like are its descriptors. */
export class ProcessFiles extends HostFiles {
  readonly #process: Process;
  readonly #kernel: Kernel;

  constructor(process: Process, kernel: Kernel) {
    super();
    this.#process = process;
    this.#kernel = kernel;
  }

  override async readFile(path: string, options?: ReadOptions): Promise<string> {
    const fd = this.#descriptorOf(path);
    if (fd === undefined) return super.readFile(path, options);
    const encoding = typeof options === "string" ? options : options?.encoding;
    const bytes = await readAll(this.#process, fd);
    return encoding === "binary" || encoding === "latin1" ? latin1Of(bytes) : decodeUtf8(bytes, "escape");
  }

  override async readFileBytes(path: string): Promise<ByteString> {
    const fd = this.#descriptorOf(path);
    if (fd === undefined) return super.readFileBytes(path);
    return latin1Of(await readAll(this.#process, fd)) as unknown as ByteString;
  }

  override async readFileBuffer(path: string): Promise<Uint8Array> {
    const fd = this.#descriptorOf(path);
    return fd === undefined ? super.readFileBuffer(path) : await readAll(this.#process, fd);
  }

  override async writeFile(path: string, content: Content, options?: ReadOptions): Promise<void> {
    const fd = this.#descriptorOf(path);
    if (fd === undefined) return super.writeFile(path, content, options);
    await this.#process.write(fd, bytesOfContent(content));
  }

  override async appendFile(path: string, content: Content, options?: ReadOptions): Promise<void> {
    const fd = this.#descriptorOf(path);
    if (fd === undefined) return super.appendFile(path, content, options);
    await this.#process.write(fd, bytesOfContent(content));
  }

  override async exists(path: string): Promise<boolean> {
    const fd = this.#descriptorOf(path);
    return fd === undefined ? super.exists(path) : this.#process.descriptors.has(fd);
  }

  override async stat(path: string): Promise<Stat> {
    return this.#descriptorOf(path) === undefined ? super.stat(path) : this.#statOfDescriptor(path);
  }

  override async lstat(path: string): Promise<Stat> {
    return this.#descriptorOf(path) === undefined ? super.lstat(path) : this.#statOfDescriptor(path);
  }

  #descriptorOf(path: string): number | undefined {
    const number = DESCRIPTOR.exec(path)?.[1];
    return number === undefined ? STREAMS[path] : Number(number);
  }

  #statOfDescriptor(path: string): Stat {
    const { mode, size, mtimeMs, ino } = this.#kernel.filesOf(this.#process).stat(path);
    return {
      isFile: true,
      isDirectory: false,
      isSymbolicLink: false,
      mode: mode & 0o7777,
      size,
      mtime: new Date(mtimeMs),
      ino,
      dev: 1,
    };
  }
}

function bytesOfContent(content: Content): Uint8Array {
  return typeof content === "string" ? encodeUtf8(content) : content;
}

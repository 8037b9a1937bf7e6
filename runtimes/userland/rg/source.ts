import type { MaybePromise } from "../../kernel/description.ts";
import { readAll } from "../../kernel/read-all.ts";
import { concatBytes } from "../../web/bytes.ts";
import { DataFault } from "../compression/data-fault.ts";
import { decompressed } from "../compressors/decompressed.ts";
import { launch } from "../launch.ts";
import { Failure } from "../program/failure.ts";
import { closeInput, openInput } from "../program/inputs.ts";
import { type IgnoreRule, ignoredBy } from "../search/ignore-rules.ts";
import { encodingOf, hasWideMark, type TextEncoding, transcoded } from "./decoding.ts";
import { globRule } from "./glob-check.ts";
import type { RgCall } from "./options.ts";

const COMPRESSED = /\.(?:gz|tgz|bz2|tbz2|xz|txz|lz4|lzma|tlzma|br|zst|zstd|Z)$/;

/** What is in a file: all of it, or what reads it piece by piece. */
export type Content = Uint8Array | ((maxBytes: number) => MaybePromise<Uint8Array>);

/** Gives what is to be searched of files. */
export class Source {
  readonly #call: RgCall;
  readonly #encoding: TextEncoding;
  readonly #unpacks: boolean;
  readonly #command: string | undefined;
  readonly #commandRules: readonly IgnoreRule[];

  /** @throws Failure */
  constructor(call: RgCall) {
    const { options } = call;
    this.#call = call;
    const encoding = options.last("encoding", "no-encoding") === "encoding" ? options.value("encoding") : undefined;
    this.#encoding = encodingOf(encoding ?? "auto");
    this.#unpacks = options.last("search-zip", "no-search-zip") === "search-zip";
    const command = options.last("pre", "no-pre") === "pre" ? options.value("pre") : undefined;
    this.#command = command === "" ? undefined : command;
    this.#commandRules = options.values("pre-glob").map((glob) => globRule(glob, false));
  }

  /** @param isWhole it is to be all there @throws SystemError, Failure, DataFault */
  async content(path: string, isWhole: boolean): Promise<Content> {
    const { process } = this.#call;
    if (path === "-") {
      const isPlain = this.#encoding === "none" || this.#encoding === "auto";
      if (isWhole || !isPlain) return transcoded(await readAll(process, 0), this.#encoding);
      return marklessReader((maxBytes) => process.read(0, maxBytes));
    }
    const bytes = await this.#bytes(path);
    return transcoded(bytes, this.#encoding);
  }

  async #bytes(path: string): Promise<Uint8Array> {
    const { files } = this.#call;
    if (this.#command !== undefined && this.#isForCommand(path)) return this.#outputOf(this.#command, path);
    if (!this.#unpacks || !COMPRESSED.test(path)) return files.readFile(path);
    const fd = openInput(this.#call, path);
    try {
      const chunks: Uint8Array[] = [];
      for await (const chunk of decompressed(this.#call.process, fd)) chunks.push(chunk);
      return concatBytes(chunks);
    } catch (error) {
      if (error instanceof DataFault) throw new Failure(`${path}: ${error.message}`);
      throw error;
    } finally {
      closeInput(this.#call.process, fd);
    }
  }

  #isForCommand(path: string): boolean {
    if (this.#commandRules.length === 0) return true;
    return ignoredBy(this.#commandRules, path.replace(/^\.\//, ""), false) === true;
  }

  #isProgram(command: string): boolean {
    const { process, files } = this.#call;
    if (command.includes("/")) return files.exists(command);
    return (process.env.get("PATH") ?? "/usr/bin:/bin")
      .split(":")
      .some((folder) => files.exists(`${folder}/${command}`));
  }

  /** What a command prints that is given the file, as its argument and its input. */
  async #outputOf(command: string, path: string): Promise<Uint8Array> {
    const { process, kernel, files, output } = this.#call;
    if (!this.#isProgram(command))
      throw new Failure(
        `${path}: preprocessor command could not start: '"${command}" "${path}"': No such file or directory (os error 2)`,
      );
    await output.flush();
    const input = files.open(path, { access: "read" }, 0);
    const { readEnd, writeEnd } = kernel.pipe();
    const child = kernel.fork(process, (own) => launch(own, kernel, [command, path]));
    child.descriptors.set(0, input);
    child.descriptors.set(1, writeEnd);
    const fd = process.descriptors.add(readEnd);
    const bytes = await readAll(process, fd);
    process.descriptors.close(fd);
    const ended = await kernel.wait(process, child.pid);
    if (ended && (ended.status.kind !== "exited" || ended.status.code !== 0))
      throw new Failure(`${path}: preprocessor command failed: '"${command}" "${path}"'`);
    return bytes;
  }
}

/** Leaves out the byte order mark that what is read may begin with. */
function marklessReader(
  read: (maxBytes: number) => MaybePromise<Uint8Array>,
): (maxBytes: number) => MaybePromise<Uint8Array> {
  let isFirst = true;
  return (maxBytes) => {
    if (!isFirst) return read(maxBytes);
    isFirst = false;
    return firstOf(read, maxBytes);
  };
}

async function firstOf(read: (maxBytes: number) => MaybePromise<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const first = await read(maxBytes);
  if (!hasWideMark(first)) return transcoded(first, "auto");
  const chunks = [first];
  for (let next = await read(maxBytes); next.length > 0; next = await read(maxBytes)) chunks.push(next);
  return transcoded(concatBytes(chunks), "auto");
}

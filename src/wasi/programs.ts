import { createHash } from "node:crypto";
import { FDFLAGS } from "../../runtimes/wasi/abi.ts";
import { WasiIsolate } from "../../runtimes/wasi/host.ts";
import { checkModule, ModuleError } from "../../runtimes/wasi/module.ts";
import { OpenContents } from "../volume/file-content.ts";
import { isDirectory } from "../volume/memfs-tree.ts";
import type { PosixCode } from "../volume/posix-error.ts";
import type { Volume } from "../volume/volume.ts";
import { FOLLOW, walk } from "../volume/walk.ts";
import {
  type Descriptor,
  DescriptorTable,
  DIRECTORY_RIGHTS,
  INHERITABLE_RIGHTS,
  OUTPUT_RIGHTS,
  STDIN_RIGHTS,
} from "./descriptors.ts";
import { OutputLimitError, OutputSink } from "./output-sink.ts";
import { createProgramFiles } from "./program-files.ts";

/** A directory of the slot that a program sees from the start, and the name it knows it by. */
export interface Preopen {
  readonly name: string;
  readonly path: string;
}

export interface ProgramRequest {
  readonly volume: Volume;
  /** The module's content. */
  readonly wasm: Uint8Array;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly preopens: readonly Preopen[];
  readonly stdin: Uint8Array;
  readonly deadlineMs: number;
  readonly maxOutputBytes: number;
}

export interface ProgramResult {
  readonly exitCode: number;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  /** What ended it, if it did not end by itself. */
  readonly endedBy: "timeout" | "memory" | "output" | undefined;
  /** A limit of the workspace it met. */
  readonly quotaError: PosixCode | undefined;
}

/** As a shell has it: found but can't be run; killed (SIGKILL); aborted (SIGABRT); timed out. */
const EXIT = { cannotExecute: 126, killed: 137, aborted: 134, timedOut: 124 } as const;

const MAX_KEPT_MODULES = 32;
const MAX_TIMEOUT_MS = 2 ** 31 - 1;
const COMPILE_TIMEOUT_MS = 30_000;

/** Runs WASI programs of one worker's slots, in an isolate of their own that is made when the first one comes. */
export class Programs {
  readonly #guestCode: () => string;
  readonly #memoryLimitMiB: number;
  #isolate: WasiIsolate | undefined;
  /** Digests of compiled modules, the least recently used first. V8 shares the code of equal modules between threads. */
  readonly #compiled = new Set<string>();

  constructor(guestCode: () => string, memoryLimitMiB: number) {
    this.#guestCode = guestCode;
    this.#memoryLimitMiB = memoryLimitMiB;
  }

  run(request: ProgramRequest): ProgramResult {
    const stdout = new OutputSink();
    const stderr = new OutputSink();
    let quotaError: PosixCode | undefined;
    const result = (exitCode: number, endedBy: ProgramResult["endedBy"], message = ""): ProgramResult => {
      if (message !== "") stderr.add(Buffer.from(`${message}\n`));
      return { exitCode, stdout: stdout.bytes(), stderr: stderr.bytes(), endedBy, quotaError };
    };
    const name = request.args[0] ?? "";
    let isolate: WasiIsolate;
    let key: string;
    let directories: Descriptor[];
    try {
      isolate = this.#usableIsolate();
      key = this.#prepare(isolate, request.wasm);
      directories = openDirectories(request);
    } catch (error) {
      const reason = error instanceof ModuleError ? error.message : String(error);
      return result(EXIT.cannotExecute, undefined, `${name}: cannot execute binary file: ${reason}`);
    }

    let room = request.maxOutputBytes;
    let isOutOfTime = false;
    const into = (sink: OutputSink) => (bytes: Uint8Array) => {
      sink.add(bytes.subarray(0, room));
      room -= bytes.length;
      if (room < 0) throw new OutputLimitError();
    };
    const contents = new OpenContents();
    const files = createProgramFiles({
      contents,
      writer: request.volume.writer,
      descriptors: openDescriptors(request.stdin, into(stdout), into(stderr), directories),
      registers: isolate.registers,
      window: isolate.window,
      deadlineMs: request.deadlineMs,
      onOutOfTime: () => {
        isOutOfTime = true;
      },
      onQuota: (code) => {
        quotaError = code;
      },
    });
    const options = {
      args: request.args,
      env: Object.entries(request.env).map(([name, value]) => `${name}=${value}`),
    };
    // Past the deadline by a little, so that whoever looks at the clock next finds it passed.
    const timeoutMs = Math.min(Math.max(1, Math.ceil(request.deadlineMs - Date.now()) + 1), MAX_TIMEOUT_MS);
    const outcome = isolate.run(key, options, files, timeoutMs);
    contents.release();
    request.volume.writer.heldBytes = 0;
    if (outcome.kind === "exited") return result(outcome.code, undefined);
    if (room < 0) return result(EXIT.killed, "output");
    if (isOutOfTime) return result(EXIT.timedOut, "timeout");
    if (outcome.kind === "trapped") return result(EXIT.aborted, undefined, `${name}: ${outcome.message}`);
    this.#drop();
    return outcome.reason === "timeout" ? result(EXIT.timedOut, "timeout") : result(EXIT.killed, "memory");
  }

  #usableIsolate(): WasiIsolate {
    if (this.#isolate?.isDisposed) this.#drop();
    this.#isolate ??= new WasiIsolate(this.#guestCode(), this.#memoryLimitMiB);
    return this.#isolate;
  }

  #drop(): void {
    this.#isolate?.[Symbol.dispose]();
    this.#isolate = undefined;
    this.#compiled.clear();
  }

  /** @returns the module's key, once it is compiled. @throws ModuleError if it can't be run */
  #prepare(isolate: WasiIsolate, wasm: Uint8Array): string {
    const key = digestOf(wasm);
    if (!this.#compiled.delete(key)) this.#compile(isolate, key, wasm);
    this.#compiled.add(key);
    const [oldest] = this.#compiled;
    if (this.#compiled.size > MAX_KEPT_MODULES && oldest !== undefined) {
      this.#compiled.delete(oldest);
      isolate.forget(oldest);
    }
    return key;
  }

  #compile(isolate: WasiIsolate, key: string, wasm: Uint8Array): void {
    const { bytes, exports } = checkModule(wasm, this.#memoryLimitMiB * 1024 * 1024);
    for (const name of ["_start", "memory"])
      if (!exports.has(name)) throw new ModuleError(`it has no export ${name}, as a WASI program has`);
    try {
      isolate.compile(key, bytes.buffer, COMPILE_TIMEOUT_MS);
    } catch (error) {
      throw new ModuleError(error instanceof Error ? error.message : String(error));
    }
    const foreign = isolate.foreignImports(key);
    if (foreign.length === 0) return;
    isolate.forget(key);
    throw new ModuleError(`it needs the import ${foreign.join(", ")}, which is no function of wasi_snapshot_preview1`);
  }
}

const digests = new WeakMap<ArrayBufferLike, { offset: number; length: number; digest: string }>();

/** A volume never overwrites a file's bytes in place, so the same bytes of a buffer have the digest they had. */
function digestOf({ buffer, byteOffset, byteLength }: Uint8Array): string {
  const known = digests.get(buffer);
  if (known?.offset === byteOffset && known.length === byteLength) return known.digest;
  const digest = createHash("sha256")
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest("base64");
  digests.set(buffer, { offset: byteOffset, length: byteLength, digest });
  return digest;
}

/** @throws ModuleError for a preopened directory that isn't there */
function openDirectories({ volume, preopens }: ProgramRequest): Descriptor[] {
  return preopens.map(({ name, path }) => {
    const { link } = walk(volume.writer.roots, path, FOLLOW.always);
    if (!link || !isDirectory(link)) throw new ModuleError(`its directory ${name} (${path}) is not there`);
    const rights = { rights: DIRECTORY_RIGHTS, inheriting: INHERITABLE_RIGHTS };
    return { kind: "directory", link, preopenName: name, flags: 0, ...rights };
  });
}

function openDescriptors(
  stdin: Uint8Array,
  stdout: (bytes: Uint8Array) => void,
  stderr: (bytes: Uint8Array) => void,
  directories: readonly Descriptor[],
): DescriptorTable {
  const table = new DescriptorTable();
  table.add({ kind: "stdin", bytes: stdin, offset: 0, flags: 0, rights: STDIN_RIGHTS, inheriting: 0n });
  for (const write of [stdout, stderr])
    table.add({ kind: "output", write, flags: FDFLAGS.append, rights: OUTPUT_RIGHTS, inheriting: 0n });
  for (const directory of directories) table.add(directory);
  return table;
}

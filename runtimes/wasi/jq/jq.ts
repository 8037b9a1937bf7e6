import { EXIT } from "../../abi/exit-codes.ts";
import { ERRNO } from "../../abi/preview1.ts";
import type { Preview1Function } from "../../abi/preview1-names.ts";
import { PENDING } from "../../abi/program-files.ts";
import type { Call, Suspension } from "../../engine/suspension.ts";
import { ProgramExit } from "../preview1.ts";
import { engine, type WasmMemory, type WasmModule } from "../web-assembly.ts";
import { HEAP_END_ADDRESS, JQ_EXPORTS, JQ_IMPORT_MODULE, JQ_IMPORTS, type JqImport } from "./build-names.ts";
import { InputBuffer } from "./input-buffer.ts";
import { type PathCallsOptions, pathCalls } from "./paths.ts";
import { StandardOutput } from "./standard-output.ts";
import { LOCAL_ZONE, timeCalls, UNIVERSAL_ZONE, type ZoneNames } from "./time-calls.ts";

/*
 * jq (https://jqlang.org), as the package jq-wasm has compiled it with Emscripten: its own code, over the slot's files. This
 * is what the JavaScript beside that build is otherwise for.
 */

const STDOUT = 1;
const STDERR = 2;
/** jq calls itself for each level of what it prints, of which there are at most 10,000, and takes a kilobyte each time. */
const STACK_BYTES = 12 * 1024 * 1024;
/** The status of a jq that can't write. */
const WRITING_FAILED = 2;
const WRITE_FAULTS: Readonly<Record<number, string>> = {
  [ERRNO.EBADF]: "Bad file descriptor",
  [ERRNO.ENOSPC]: "No space left on device",
  [ERRNO.EFBIG]: "File too large",
};
const PAGE_BYTES = 65_536;
const ALIGNMENT = 16;
/** What Emscripten lets a heap grow by beyond what is wanted, at most. */
const EXTRA_GROWTH = 0.2;
const MAX_EXTRA_BYTES = 96 * 1024 * 1024;

export interface JqOptions extends Omit<PathCallsOptions, "cwd"> {
  readonly preview1: Readonly<Record<Preview1Function, (...args: never[]) => number | undefined>>;
  readonly suspension: Suspension;
}

interface Exports {
  readonly memory: GrowableMemory;
  readonly initialize: () => void;
  readonly main: (argc: number, argv: number) => number;
  readonly restoreStack: (at: number) => void;
  readonly allocateOnStack: (bytes: number) => number;
  readonly currentStack: () => number;
}

interface GrowableMemory extends WasmMemory {
  grow(pages: number): number;
}

/** What jq is called with. */
export interface JqCall {
  /** Each UTF-8, without the NUL at the end; the name it is called by comes first. */
  readonly args: readonly Uint8Array[];
  readonly cwd: string;
  /** Whether what it prints may be held back until there is more of it. */
  readonly isBuffered: boolean;
}

/** One at a time runs in an isolate. */
export class Jq {
  readonly #options: JqOptions;
  readonly #input: InputBuffer;
  readonly #output: StandardOutput;
  readonly #imports: Readonly<Record<string, Record<string, unknown>>>;
  #cwd = "/";
  #zoneNames: ZoneNames = { local: 0, universal: 0 };
  #memory: GrowableMemory | undefined;

  constructor(options: JqOptions) {
    this.#options = options;
    this.#input = new InputBuffer(options);
    this.#output = new StandardOutput(options);
    const functions = this.#functions();
    const named = Object.entries(JQ_IMPORTS).map(([short, name]) => [short, functions[name]] as const);
    this.#imports = { [JQ_IMPORT_MODULE]: Object.fromEntries(named) };
  }

  /** A new instance. @param attach called with its memory before it runs @returns what runs it to its end */
  instantiate(
    module: WasmModule,
    { args, cwd, isBuffered }: JqCall,
    attach: (memory: WasmMemory) => void,
  ): () => Promise<number> {
    const { memory } = this.#options;
    const { exports } = new engine.Instance(module, this.#imports);
    const own = Object.fromEntries(Object.entries(JQ_EXPORTS).map(([name, short]) => [name, exports[short]]));
    const instance = own as unknown as Exports;
    this.#cwd = cwd;
    this.#memory = instance.memory;
    this.#input.begin();
    this.#output.begin(isBuffered);
    attach(instance.memory);
    this.#enlargeStack(instance);
    instance.initialize();
    memory.refresh();
    this.#zoneNames = {
      local: this.#putText(instance, LOCAL_ZONE),
      universal: this.#putText(instance, UNIVERSAL_ZONE),
    };
    const argv = this.#putArguments(instance, args);
    return () => this.#run(instance, args.length, argv);
  }

  async #run({ main }: Exports, argc: number, argv: number): Promise<number> {
    const { suspension, files, window } = this.#options;
    const encoder = new TextEncoder();
    try {
      const code = await exitCodeOf(() => suspension.promising(main)(argc, argv));
      const errno = await this.#finished(() => this.#output.flush());
      if (errno === ERRNO.SUCCESS) return code;
      // What jq says itself of what it could not write before.
      const text = encoder.encode(`jq: error: writing output failed: ${WRITE_FAULTS[errno] ?? "I/O error"}\n`);
      window.set(text);
      await this.#finished(() => files.write(STDERR, text.length, -1));
      return WRITING_FAILED;
    } finally {
      this.#memory = undefined;
    }
  }

  /** Calls until the call does not have to wait. */
  async #finished(call: () => number): Promise<number> {
    for (;;) {
      const errno = call();
      if (errno !== PENDING) return errno;
      await this.#options.suspension.left();
    }
  }

  /**
   * The build has a stack of 64 KiB, and its variables below that: calls that nest too deep would write into them. So the
   * heap begins higher, and the stack fills what is between.
   */
  #enlargeStack({ memory, currentStack, restoreStack }: Exports): void {
    const word = new Uint32Array(memory.buffer, HEAP_END_ADDRESS, 1);
    const heapStart = currentStack();
    if (word[0] !== heapStart) throw new Error("this is not the build of jq that is known here");
    const newStart = heapStart + STACK_BYTES;
    const missingBytes = newStart - memory.buffer.byteLength;
    if (missingBytes > 0) memory.grow(Math.ceil(missingBytes / PAGE_BYTES));
    new Uint32Array(memory.buffer, HEAP_END_ADDRESS, 1)[0] = newStart;
    restoreStack(newStart);
  }

  #putArguments(instance: Exports, args: readonly Uint8Array[]): number {
    const { memory } = this.#options;
    const argv = instance.allocateOnStack(alignUp((args.length + 1) * 4));
    for (const [index, arg] of args.entries()) memory.setU32(argv + index * 4, this.#putBytes(instance, arg));
    memory.setU32(argv + args.length * 4, 0);
    return argv;
  }

  #putText(instance: Exports, text: string): number {
    return this.#putBytes(instance, new TextEncoder().encode(text));
  }

  /** With a NUL after them. @returns where they are */
  #putBytes({ allocateOnStack }: Exports, bytes: Uint8Array): number {
    const { memory } = this.#options;
    const at = allocateOnStack(alignUp(bytes.length + 1));
    memory.put(bytes, at);
    memory.setU8(at + bytes.length, 0);
    return at;
  }

  #functions(): Readonly<Record<JqImport, unknown>> {
    const { preview1, suspension, memory, files, window } = this.#options;
    const { fd_write, fd_close } = preview1 as unknown as Record<"fd_write" | "fd_close", Call>;
    const fd_seek = preview1.fd_seek as unknown as (
      fd: number,
      delta: bigint,
      whence: number,
      result: number,
    ) => number;
    const exit = (code: number): never => {
      throw new ProgramExit(code & 0xff);
    };
    return {
      ...timeCalls(memory, () => this.#zoneNames),
      ...pathCalls({ ...this.#options, cwd: () => this.#cwd }),
      environ_get: preview1.environ_get,
      environ_sizes_get: preview1.environ_sizes_get,
      fd_fdstat_get: preview1.fd_fdstat_get,
      fd_seek: (fd: number, delta: bigint, whence: number, result: number) =>
        fd_seek(fd, this.#input.delta(fd, delta, whence), whence, result),
      random_get: preview1.random_get,
      fd_read: suspension.leavable(
        (fd = 0, iovs = 0, iovsLength = 0, result = 0) => this.#input.read(fd, iovs, iovsLength, result),
        4,
      ),
      fd_write: suspension.leavable(
        (fd = 0, iovs = 0, iovsLength = 0, result = 0) =>
          fd === STDOUT ? this.#output.write(iovs, iovsLength, result) : fd_write(fd, iovs, iovsLength, result),
        4,
      ),
      fd_close: (fd: number) => {
        this.#input.drop(fd);
        return fd_close(fd);
      },
      exit,
      proc_exit: exit,
      _abort_js: () => exit(EXIT.aborted),
      __assert_fail: (condition: number, file: number, line: number, name: number) => {
        memory.refresh();
        const [what, where, who] = [condition, file, name].map((at) => (at === 0 ? "?" : memory.terminatedText(at)));
        const text = new TextEncoder().encode(`jq: ${where}:${line}: ${who}: Assertion \`${what}' failed.\n`);
        window.set(text);
        files.write(STDERR, text.length, -1);
        exit(EXIT.aborted);
      },
      __call_sighandler: () => exit(EXIT.aborted),
      _emscripten_runtime_keepalive_clear: () => {},
      emscripten_resize_heap: (bytes: number) => this.#grow(bytes >>> 0),
    };
  }

  /** @returns 1 if the memory now has so many bytes, or 0 */
  #grow(bytes: number): number {
    const memory = this.#memory;
    if (!memory) return 0;
    const former = memory.buffer.byteLength;
    const generous = Math.min(former * (1 + EXTRA_GROWTH), bytes + MAX_EXTRA_BYTES);
    for (const wanted of [Math.max(bytes, generous), bytes])
      try {
        memory.grow(Math.ceil((wanted - former) / PAGE_BYTES));
        return 1;
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
      }
    return 0;
  }
}

async function exitCodeOf(run: () => Promise<unknown>): Promise<number> {
  try {
    return Number(await run());
  } catch (error) {
    if (error instanceof ProgramExit) return error.code;
    throw error;
  }
}

function alignUp(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

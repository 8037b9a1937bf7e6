import { PREVIEW1_MODULE } from "../abi/preview1-names.ts";
import { FILE_REGISTERS_GLOBAL, FILES_GLOBAL, type ProcessGlobals, WINDOW_GLOBAL } from "../abi/program-globals.ts";
import {
  type CallAnswer,
  JQ_KEY,
  type RunOptions,
  WASI_GLOBAL,
  type WasiGuest,
  type WasmArgument,
} from "../abi/wasi.ts";
import { type Call, Suspension } from "../engine/suspension.ts";
import { installEncoding } from "../web/encoding.ts";
import { Fdstats } from "./fdstats.ts";
import { Jq } from "./jq/jq.ts";
import { type Program, ProgramExit, preview1 } from "./preview1.ts";
import { ProgramMemory } from "./program-memory.ts";
import { engine, fromWasm, toWasm, type WasmMemory, type WasmModule } from "./web-assembly.ts";

installEncoding();

const globals = globalThis as unknown as ProcessGlobals & Record<string, unknown>;

const encoder = new TextEncoder();

const registers = globals[FILE_REGISTERS_GLOBAL];
const memory = new ProgramMemory();
/** One at a time. */
let program: Program | undefined;
const suspension = new Suspension(registers);
const functions = preview1({
  files: globals[FILES_GLOBAL],
  registers,
  window: globals[WINDOW_GLOBAL],
  memory,
  program: () => {
    if (!program) throw new RangeError("no program runs");
    return program;
  },
});

type Leavable = Readonly<Record<"fd_read" | "fd_write" | "poll_oneoff", Call>>;
const { fd_read, fd_write, poll_oneoff } = functions as unknown as Leavable;
/** A start function of the module can't be left, but preview 1 does nothing for one that has no memory yet. */
const imports = {
  ...functions,
  fd_read: suspension.leavable(fd_read, 4),
  fd_write: suspension.leavable(fd_write, 4),
  poll_oneoff: suspension.leavable(poll_oneoff, 4),
};

const jq = new Jq({
  files: globals[FILES_GLOBAL],
  registers,
  window: globals[WINDOW_GLOBAL],
  memory,
  preview1: functions,
  suspension,
});

const modules = new Map<string, WasmModule>();

function moduleOf(key: string): WasmModule {
  const module = modules.get(key);
  if (!module) throw new Error(`no module ${key}`);
  return module;
}

type Exports = Readonly<Record<string, unknown>>;

/** The one that was started and stays. */
let instance: Exports = {};

function programOf({ args, env }: RunOptions): Program {
  const encode = (text: string): Uint8Array => encoder.encode(text);
  return { args: args.map(encode), env: env.map(encode), startedAtMs: Date.now(), fdstats: new Fdstats() };
}

function instantiate(key: string, serializedOptions: string): Exports {
  program = programOf(JSON.parse(serializedOptions) as RunOptions);
  const { exports } = new engine.Instance(moduleOf(key), { [PREVIEW1_MODULE]: imports });
  memory.attach(exports["memory"] as WasmMemory);
  return exports;
}

/** @returns nothing if the program came back without exiting */
function exitCodeOf(run: () => void): number | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof ProgramExit) return error.code;
    throw error;
  }
}

/** @returns what runs it to its end */
function instantiateJq(serializedOptions: string): () => Promise<number> {
  const options = JSON.parse(serializedOptions) as RunOptions;
  program = programOf(options);
  const { args } = program;
  const isBuffered = !options.args.includes("--unbuffered");
  return jq.instantiate(moduleOf(JQ_KEY), { args, cwd: options.cwd ?? "/", isBuffered }, (its) => memory.attach(its));
}

async function runToEnd(key: string, options: string): Promise<number> {
  try {
    if (key === JQ_KEY) return await instantiateJq(options)();
    const { _start: start } = instantiate(key, options);
    await suspension.promising(start)();
    return 0;
  } catch (error) {
    if (error instanceof ProgramExit) return error.code;
    throw error;
  } finally {
    registers[2] = BigInt(memory.byteLength);
    program = undefined;
    memory.attach(undefined);
  }
}

const NOTHING: CallAnswer = { values: [] };

function call(name: string, args: readonly WasmArgument[]): string {
  const exported = instance[name] as (...args: unknown[]) => unknown;
  let answer = NOTHING;
  const exitCode = exitCodeOf(() => {
    answer = { values: fromWasm(exported(...args.map(toWasm))) };
  });
  if (exitCode !== undefined) answer = { exitCode };
  return JSON.stringify(answer);
}

const guest: WasiGuest = {
  compile(key, bytes) {
    try {
      modules.set(key, new engine.Module(bytes));
      return "";
    } catch (error) {
      if (error instanceof engine.CompileError) return String(error);
      throw error;
    }
  },
  forget(key) {
    modules.delete(key);
  },
  begin(key, options) {
    suspension.begin(runToEnd(key, options));
  },
  resume: () => suspension.resume(),
  fail: () => suspension.fail(),
  start(key, options) {
    const exitCode = exitCodeOf(() => {
      instance = instantiate(key, options);
    });
    if (exitCode !== undefined) return JSON.stringify({ exitCode });
    return "_initialize" in instance ? call("_initialize", []) : JSON.stringify(NOTHING);
  },
  call: (name, args) => call(name, JSON.parse(args) as WasmArgument[]),
};

globals[WASI_GLOBAL] = guest;

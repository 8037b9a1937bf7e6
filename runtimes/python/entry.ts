import "./environment.ts";
import createPyodideModule from "../../node_modules/pyodide/pyodide.asm.mjs";
import { loadPyodide } from "../../node_modules/pyodide/pyodide.mjs";
import {
  IMAGE_GLOBAL,
  PYTHON_GLOBAL,
  type PythonBootOptions,
  type PythonEvaluation,
  type PythonGuest,
  type PythonRunOptions,
} from "../abi/python.ts";
import { connectStreams, endEmptyPipes } from "./descriptor-streams.ts";
import type { EmscriptenModule } from "./emscripten.ts";
import { useHostRandomness } from "./environment.ts";
import { provideFileTimes } from "./file-times.ts";
import { hardenEngine } from "./harden-engine.ts";
import { createHostModule } from "./host-module.ts";
import { interrupt } from "./interrupt.ts";
import accounts from "./lib/accounts.py";
import cells from "./lib/cells.py";
import childTransports from "./lib/child_transports.py";
import commandLine from "./lib/command_line.py";
import digests from "./lib/digests.py";
import files from "./lib/files.py";
import network from "./lib/network.py";
import processes from "./lib/processes.py";
import session from "./lib/session.py";
import waiting from "./lib/waiting.py";
import { LOCK_FILE_INFO } from "./lock-file-info.ts";
import { memoryBytes } from "./memory-size.ts";
import { providePoll } from "./poll.ts";
import { SlotFileSystem } from "./slot-file-system.ts";
import { suspension, watchStack } from "./suspension.ts";

/** Pyodide as far as it is used here. */
interface Python {
  runPython(code: string): unknown;
  registerJsModule(name: string, module: object): void;
  makeMemorySnapshot(): Uint8Array;
  readonly FS: EmscriptenModule["FS"];
  readonly _module: EmscriptenModule;
  readonly globals: unknown;
  setInterruptBuffer(buffer: object): void;
}

/** Modules of ours, in the order they need each other. The first ones complete what the standard library looks for. */
const SYSTEM_MODULES = { _slotbox_accounts: accounts, _slotbox_files: files };
const MODULES = {
  _slotbox_digests: digests,
  _slotbox_network: network,
  _slotbox_command_line: commandLine,
  _slotbox_cells: cells,
  _slotbox_processes: processes,
  _slotbox_child_transports: childTransports,
  _slotbox_waiting: waiting,
};
/** It reaches the host as it is loaded, which an image can't hold. */
const HOST_MODULES = { _slotbox_session: session };

/** What most programs import: in the image, it costs them nothing. */
const PRELOADED =
  "import argparse, asyncio, collections, contextlib, csv, dataclasses, datetime, enum, functools, glob, hashlib, inspect, io, itertools, json, logging, math, os, pathlib, random, re, runpy, shlex, shutil, signal, string, subprocess, sys, tempfile, textwrap, threading, time, traceback, types, typing, unittest";

const globals = globalThis as unknown as Record<string, unknown>;
let python: Python | undefined;
let bootFault = "not begun";

function up(): Python {
  if (!python) throw new Error(`the interpreter is not up: ${bootFault}`);
  return python;
}

function load(interpreter: Python, modules: Readonly<Record<string, string>>): void {
  for (const [name, source] of Object.entries(modules))
    interpreter.runPython(
      `import sys, types; sys.modules[${JSON.stringify(name)}] = types.ModuleType(${JSON.stringify(name)}); exec(compile(${JSON.stringify(source)}, "<slotbox>", "exec"), sys.modules[${JSON.stringify(name)}].__dict__)`,
    );
}

async function boot({ makesImage }: PythonBootOptions): Promise<void> {
  const image = globals[IMAGE_GLOBAL];
  const interpreter = (await loadPyodide({
    createPyodideModule,
    indexURL: "/python/",
    packageBaseUrl: "/none/",
    lockFileContents: { info: LOCK_FILE_INFO, packages: {} },
    checkAPIVersion: false,
    stdout: () => {},
    stderr: () => {},
    env: { HOME: "/root", PYTHONINSPECT: "" },
    _sysExecutable: "/usr/bin/python3",
    ...(image ? { _loadSnapshot: image } : {}),
    ...(makesImage ? { _makeSnapshot: true } : {}),
  } as never)) as unknown as Python;
  if (!image) {
    load(interpreter, SYSTEM_MODULES);
    interpreter.runPython(PRELOADED);
    load(interpreter, MODULES);
  }
  python = interpreter;
  if (makesImage) return;
  const fileSystem = new SlotFileSystem(interpreter._module);
  interpreter.registerJsModule("_slotbox_host", createHostModule(interpreter._module, fileSystem));
  load(interpreter, HOST_MODULES);
  fileSystem.mountAt("/dev/fd");
  fileSystem.mountAt("/proc");
  fileSystem.takeRoot();
  watchStack(interpreter._module);
  provideFileTimes(interpreter._module, fileSystem);
  providePoll(interpreter._module);
  connectStreams(interpreter._module);
  endEmptyPipes(interpreter._module);
  hardenEngine();
}

interface PythonFunction {
  /** Calls it on a stack that can be left. */
  callPromising(...args: unknown[]): Promise<unknown>;
}

async function runToEnd(options: PythonRunOptions): Promise<number> {
  const begin = up().runPython("import _slotbox_session; _slotbox_session.begin") as PythonFunction;
  try {
    return Number(await begin.callPromising(JSON.stringify(options)));
  } catch (error) {
    return exitCodeOf(error);
  }
}

/** @throws what is no exit */
function exitCodeOf(error: unknown): number {
  const { status } = error as { status?: unknown };
  if (typeof status === "number") return status & 0xff;
  throw error;
}

/** `os._exit`, and what ends the interpreter from inside, unwind it. */
function untilExit<Answer>(run: () => Answer): Answer | { readonly exitCode: number } {
  try {
    return run();
  } catch (error) {
    return { exitCode: exitCodeOf(error) };
  }
}

const guest: PythonGuest = {
  boot(options) {
    boot(JSON.parse(options) as PythonBootOptions).then(
      () => {
        bootFault = "";
      },
      (error: unknown) => {
        bootFault = error instanceof Error ? (error.stack ?? error.message) : String(error);
      },
    );
  },
  bootFault: () => bootFault,
  image() {
    const image = up().makeMemorySnapshot();
    return image.buffer.slice(image.byteOffset, image.byteOffset + image.byteLength) as ArrayBuffer;
  },
  memoryBytes,
  begin(options) {
    useHostRandomness();
    // It looks for signals only if there is a place for them.
    up().setInterruptBuffer(interrupt);
    suspension.begin(runToEnd(JSON.parse(options) as PythonRunOptions));
  },
  resume: () => suspension.resume(),
  fail: () => suspension.fail(),
  evaluate(evaluation) {
    useHostRandomness();
    const { interruptAtMs } = JSON.parse(evaluation) as PythonEvaluation;
    interrupt.schedule(interruptAtMs);
    up().setInterruptBuffer(interrupt);
    const argument = JSON.stringify(evaluation);
    const answer = untilExit(() =>
      String(up().runPython(`import _slotbox_session; _slotbox_session.evaluate(${argument})`)),
    );
    // A fault that JavaScript of the guest's has caught has broken the interpreter all the same: it throws at any use from then on.
    void up().globals;
    if (typeof answer !== "string") return JSON.stringify(answer);
    return interrupt.isGiven ? JSON.stringify({ ...(JSON.parse(answer) as object), isInterrupted: true }) : answer;
  },
};

globals[PYTHON_GLOBAL] = guest;

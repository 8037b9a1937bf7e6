import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { vi } from "vitest";

const MAIN = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  /** What standard input holds. */
  readonly input?: string;
}

/**
 * Runs the real command line in this process: with standard streams of its own, and each time from modules that are new.
 * A process of its own costs a start of Node each time, which is what takes longest on a busy machine.
 */
export async function runCli(args: readonly string[], { input = "" }: CliOptions = {}): Promise<Finished> {
  const { argv, exitCode } = process;
  const [stdout, stderr] = [new TextSink(), new TextSink()];
  const restore = replaceStreams({ stdin: Readable.from(input === "" ? [] : [Buffer.from(input)]), stdout, stderr });
  process.argv = [process.execPath, MAIN, ...args];
  process.exitCode = undefined;
  vi.resetModules();
  try {
    await import("../../src/cli/command-line.ts");
    return { code: Number(process.exitCode ?? 0), stdout: stdout.text, stderr: stderr.text };
  } finally {
    restore();
    process.argv = argv;
    process.exitCode = exitCode;
  }
}

/** Runs the command line in a process of its own, as a user does. */
export async function runCliProcess(args: readonly string[]): Promise<Finished> {
  const child = startCli(args);
  child.stdin.end();
  return finished(child);
}

export function startCli(args: readonly string[]): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [MAIN, ...args]);
}

export async function finished(child: ChildProcessWithoutNullStreams): Promise<Finished> {
  const { promise, resolve } = Promise.withResolvers<number | null>();
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  child.on("close", resolve);
  return { code: await promise, stdout, stderr };
}

/** Keeps what is written to it. */
class TextSink extends Writable {
  readonly #chunks: Buffer[] = [];

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#chunks.push(chunk);
    done();
  }

  get text(): string {
    return Buffer.concat(this.#chunks).toString();
  }
}

/** @returns what puts this process's own streams back */
function replaceStreams(streams: Readonly<Record<string, Readable | Writable>>): () => void {
  const own = Object.keys(streams).map((name) => [name, Object.getOwnPropertyDescriptor(process, name)] as const);
  for (const [name, value] of Object.entries(streams))
    Object.defineProperty(process, name, { value, configurable: true, enumerable: true, writable: true });
  return () => {
    for (const [name, descriptor] of own) if (descriptor) Object.defineProperty(process, name, descriptor);
  };
}

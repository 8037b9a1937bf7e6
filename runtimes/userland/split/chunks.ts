import type { Process } from "../../kernel/process.ts";
import { readAll } from "../../kernel/read-all.ts";
import { concatBytes } from "../../web/bytes.ts";
import { Failure } from "../program/failure.ts";
import { linesOf } from "../program/lines.ts";
import type { ProgramCall } from "../program/program.ts";
import { quoted } from "../program/quoting.ts";
import { suffixedNumber } from "../program/suffixed-number.ts";
import type { Parts } from "./parts.ts";

/** What `-n` says. */
export interface Chunks {
  readonly kind: "bytes" | "lines" | "turns";
  readonly count: number;
  /** Which one is printed, from 1 on; nothing: all are written to files. */
  readonly wanted: number | undefined;
}

interface ChunkManner extends Chunks {
  /** What lines end with. */
  readonly end: number;
  readonly elidesEmpty: boolean;
}

const KINDS = { "": "bytes", l: "lines", r: "turns" } as const;

/** @throws Failure */
export function parseChunks(text: string): Chunks {
  const [, letter = "", first = "", second] = /^(?:([lr])\/)?([^/]*)(?:\/(.*))?$/s.exec(text) ?? [];
  const count = numberOf(second ?? first, "number of chunks");
  const wanted = second === undefined ? undefined : numberOf(first, "chunk number");
  if (wanted !== undefined && wanted > count)
    throw new Failure(`invalid chunk number: ${quoted(first)}: Numerical result out of range`);
  return { kind: KINDS[letter === "l" || letter === "r" ? letter : ""], count, wanted };
}

function numberOf(text: string, what: string): number {
  const number = suffixedNumber(text, "");
  if (number === "overflow")
    throw new Failure(`invalid ${what}: ${quoted(text)}: Value too large for defined data type`);
  if (typeof number === "string") throw new Failure(`invalid ${what}: ${quoted(text)}`);
  if (number === 0n) throw new Failure(`invalid ${what}: ${quoted(text)}: Numerical result out of range`);
  return Number(number);
}

export async function splitChunks(
  call: ProgramCall,
  fd: number,
  name: string,
  manner: ChunkManner,
  parts: Parts,
): Promise<void> {
  if (manner.kind === "turns") {
    await splitInTurns(call, fd, manner, parts);
    return;
  }
  assertSized(call.process, fd, name);
  const bytes = await readAll(call.process, fd);
  const bounds = manner.kind === "bytes" ? byteBounds(bytes.length, manner.count) : lineBounds(bytes, manner);
  let from = 0;
  for (const [index, to] of bounds.entries()) {
    const chunk = bytes.subarray(from, to);
    from = to;
    if (manner.wanted !== undefined) {
      if (manner.wanted === index + 1) call.output.put(chunk);
    } else if (chunk.length > 0 || !manner.elidesEmpty) {
      await parts.write(chunk);
      await parts.close();
    }
  }
}

/** Chunks are parts of something whose size is known. */
function assertSized(process: Process, fd: number, name: string): void {
  const { kind } = process.descriptors.get(fd);
  if (kind === "pipe" || kind === "stream") throw new Failure(`${name}: cannot determine file size`);
}

/** Where chunks of one size end; the last has the rest. */
function byteBounds(size: number, count: number): number[] {
  const chunk = Math.max(1, Math.floor(size / count));
  return Array.from({ length: count }, (_, index) =>
    index === count - 1 ? size : Math.min(size, chunk * (index + 1)),
  );
}

/** Where lines end that chunks of one size end in. */
function lineBounds(bytes: Uint8Array, { count, end }: ChunkManner): number[] {
  const chunk = Math.floor(bytes.length / count);
  const bounds: number[] = [];
  let at = 0;
  for (let number = 1; number <= count; number++) {
    const limit = number === count ? bytes.length : number * chunk;
    if (at < limit || (number === 1 && bytes.length > 0)) {
      const found = bytes.indexOf(end, Math.max(at, limit - 1));
      at = found < 0 ? bytes.length : found + 1;
    }
    bounds.push(at);
  }
  return bounds;
}

async function splitInTurns(call: ProgramCall, fd: number, manner: ChunkManner, parts: Parts): Promise<void> {
  const { count, wanted, end, elidesEmpty } = manner;
  const chunks = new Map<number, Uint8Array[]>();
  let number = 0;
  for await (const { lines, isUnended } of linesOf(call.process, fd, end)) {
    for (const line of lines) {
      const turn = number++ % count;
      const whole = isUnended ? line : concatBytes([line, Uint8Array.of(end)]);
      const chunk = chunks.get(turn);
      if (wanted === undefined && chunk) chunk.push(whole);
      else if (wanted === undefined) chunks.set(turn, [whole]);
      else if (turn + 1 === wanted) call.output.put(whole);
    }
    if (call.output.isFull) await call.output.flush();
  }
  if (wanted !== undefined) return;
  for (let turn = 0; turn < count; turn++) {
    const chunk = chunks.get(turn);
    if (chunk === undefined && elidesEmpty) continue;
    await parts.write(concatBytes(chunk ?? []));
    await parts.close();
  }
}

import { FILESTAT } from "../../abi/program-files.ts";
import type { ProgramMemory } from "../program-memory.ts";

const STATUS_BYTES = 96;
const BLOCK_BYTES = 4096;
const COUNTED_BLOCK_BYTES = 512n;
const NS_PER_S = 1_000_000_000n;

/** Puts what the host has left in the registers of a file's status where musl's `struct stat` is wanted. */
export function putStatus(memory: ProgramMemory, registers: BigInt64Array, at: number): void {
  const register = (index: number): bigint => registers[index] ?? 0n;
  memory.clear(at, STATUS_BYTES);
  memory.setU32(at, 1);
  memory.setU32(at + 4, Number(register(FILESTAT.mode)));
  memory.setU32(at + 8, Number(register(FILESTAT.nlink)));
  const size = register(FILESTAT.size);
  memory.setU64(at + 24, size);
  memory.setU32(at + 32, BLOCK_BYTES);
  memory.setU32(at + 36, Number((size + COUNTED_BLOCK_BYTES - 1n) / COUNTED_BLOCK_BYTES));
  for (const [index, time] of [FILESTAT.atim, FILESTAT.mtim, FILESTAT.ctim].entries()) {
    const ns = register(time);
    memory.setU64(at + 40 + index * 16, ns / NS_PER_S);
    memory.setU32(at + 48 + index * 16, Number(ns % NS_PER_S));
  }
  memory.setU64(at + 88, register(FILESTAT.ino));
}

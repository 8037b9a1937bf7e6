import type { Process } from "../../kernel/process.ts";
import type { Algorithm } from "./algorithms.ts";

/** The checksum of a descriptor's bytes until its end, in hexadecimal. */
export async function digest(process: Process, fd: number, algorithm: Algorithm, bits: number): Promise<string> {
  const hash = algorithm.create(bits);
  for (let bytes = await process.read(fd); bytes.length > 0; bytes = await process.read(fd)) hash.update(bytes);
  return Array.from(hash.digest(), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

import { md5, sha1 } from "@noble/hashes/legacy.js";
import { sha256 } from "@noble/hashes/sha2.js";
import type { UserProgram } from "../kernel/kernel.ts";
import { SystemError } from "../kernel/system-error.ts";
import { chunksOf, closeInput, fail, openInput } from "./input.ts";

const HASHES = { md5sum: md5, sha1sum: sha1, sha256sum: sha256 } as const;
export const CHECKSUMS = Object.keys(HASHES) as (keyof typeof HASHES)[];

/** `md5sum [FILE…]` and its like, piece by piece: what is read is not kept. Options are `general`'s. */
export function checksum(name: keyof typeof HASHES, general: UserProgram): UserProgram {
  return async (process, kernel) => {
    const operands = process.args.slice(1);
    if (operands.some((operand) => /^-.|[\\\n]/s.test(operand))) return general(process, kernel);
    let status = 0;
    for (const operand of operands.length > 0 ? operands : ["-"]) {
      try {
        const fd = openInput(process, kernel, operand);
        const hash = HASHES[name].create();
        for await (const bytes of chunksOf(process, fd)) hash.update(bytes);
        closeInput(process, fd);
        await process.print(`${hexOf(hash.digest())}  ${operand}\n`);
      } catch (error) {
        if (!(error instanceof SystemError) || error.code === "EPIPE") throw error;
        status = await fail(process, `${operand}: ${error.message}`);
      }
    }
    return status;
  };
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

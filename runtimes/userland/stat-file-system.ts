import { FILE_SYSTEM } from "../abi/file-system.ts";
import type { FileSystem } from "../kernel/kernel.ts";
import { mountOf } from "./program/mounts.ts";
import { type Fact, type Facts, number, text } from "./stat-format.ts";

const USUAL = `  File: "%n"
    ID: %-8i Namelen: %-7l Type: %T
Block size: %-10s Fundamental block size: %S
Blocks: Total: %-10b Free: %-10f Available: %a
Inodes: Total: %-10c Free: %d
`;
const TERSE = "%n %i %l %t %s %S %b %f %a %c %d\n";

/** What `stat -f` tells of the file system that a file is on. @throws SystemError if the file isn't there */
export function fileSystemFacts(files: FileSystem, path: string): Facts {
  const { type, magic, id, space } = mountOf(files, path);
  const facts: Readonly<Record<string, Fact>> = {
    n: text(path),
    i: number(id, 16),
    l: number(FILE_SYSTEM.maxNameBytes),
    t: number(magic, 16),
    T: text(type),
    b: number(space.blocks, 10, true),
    f: number(space.freeBlocks, 10, true),
    a: number(space.freeBlocks, 10, true),
    s: number(FILE_SYSTEM.blockBytes),
    S: number(FILE_SYSTEM.blockBytes),
    c: number(space.files),
    d: number(space.freeFiles, 10, true),
  };
  return { usual: USUAL, terse: TERSE, of: (letter) => (Object.hasOwn(facts, letter) ? facts[letter] : undefined) };
}

import { FILE_SYSTEM, SPACE_FIELDS } from "../../abi/file-system.ts";
import { FILETYPE } from "../../abi/preview1.ts";
import { FILESTAT } from "../../abi/program-files.ts";
import { machine } from "../machine.ts";
import { constant } from "../node-facts.ts";

/* What the host tells of files and of the file system, in the order in which Node reads it. */

const fsConstants = constant<Record<string, number>>("constants", "fs");
const O = (name: string): number => fsConstants[name] ?? 0;

const TYPE_BITS: Readonly<Record<number, number>> = {
  [FILETYPE.regularFile]: O("S_IFREG"),
  [FILETYPE.directory]: O("S_IFDIR"),
  [FILETYPE.symbolicLink]: O("S_IFLNK"),
  [FILETYPE.characterDevice]: O("S_IFCHR"),
  [FILETYPE.unknown]: O("S_IFIFO"),
};
const NS_PER_SECOND = 1_000_000_000n;
const BLOCK = 512;

/** The fields of a status that the host has left in the registers. */
export function statusFields(): bigint[] {
  const { registers } = machine();
  const field = (name: keyof typeof FILESTAT): bigint => registers[FILESTAT[name]] ?? 0n;
  const times = ([field("atim"), field("mtim"), field("ctim"), field("ctim")] as const).flatMap((time) => [
    time / NS_PER_SECOND,
    time % NS_PER_SECOND,
  ]);
  const type = TYPE_BITS[Number(field("filetype"))] ?? 0;
  const mode = BigInt((Number(field("mode")) & 0o7777) | type);
  const size = field("size");
  const blocks = ((size + 4095n) / 4096n) * BigInt(4096 / BLOCK);
  return [1n, mode, field("nlink"), field("uid"), field("gid"), 0n, 4096n, field("ino"), size, blocks, ...times];
}

/** The fields of statfs(2), of which the host has left the amounts in the registers. */
export function fileSystemFields(): bigint[] {
  const { registers } = machine();
  const field = (name: keyof typeof SPACE_FIELDS): bigint => registers[SPACE_FIELDS[name]] ?? 0n;
  const blockBytes = BigInt(FILE_SYSTEM.blockBytes);
  const free = field("freeBlocks");
  return [
    BigInt(FILE_SYSTEM.magic),
    blockBytes,
    blockBytes,
    field("blocks"),
    free,
    free,
    field("files"),
    field("freeFiles"),
  ];
}

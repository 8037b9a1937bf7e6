import { S_IFCHR, S_IFDIR, S_IFIFO, S_IFLNK, S_IFMT, S_IFREG } from "../../abi/file-mode.ts";
import { Failure } from "../program/failure.ts";
import type { Reading, TestReader } from "./reading.ts";

/** Kinds that files of a slot never are. */
const [S_IFBLK, S_IFSOCK] = [0o060000, 0o140000];
const TYPES: Readonly<Record<string, number>> = {
  b: S_IFBLK,
  c: S_IFCHR,
  d: S_IFDIR,
  p: S_IFIFO,
  f: S_IFREG,
  l: S_IFLNK,
  s: S_IFSOCK,
};

export const FILE_TYPE_TESTS: Readonly<Record<string, TestReader>> = {
  type: (reading) => {
    const types = typesOf(reading);
    return (file) => types.has(file.type);
  },
  xtype: (reading) => {
    const types = typesOf(reading);
    return (file) => types.has(file.oppositeStatus.mode & S_IFMT);
  },
};

/** Letters with commas between them. @throws Failure */
function typesOf(reading: Reading): ReadonlySet<number> {
  const { name } = reading;
  const text = reading.argument();
  const types = new Set<number>();
  if (text === "") throw new Failure(`Arguments to ${name} should contain at least one letter`);
  for (let at = 0; at < text.length; at += 2) {
    const letter = text.charAt(at);
    const type = TYPES[letter];
    if (letter === "D")
      throw new Failure(
        `${name} D is not supported because Solaris doors are not supported on the platform find was compiled on.`,
      );
    if (type === undefined) throw new Failure(`Unknown argument to ${name}: ${letter}`);
    if (types.has(type)) throw new Failure(`Duplicate file type '${letter}' in the argument list to ${name}.`);
    types.add(type);
    if (at + 1 === text.length) return types;
    if (text.charAt(at + 1) !== ",") throw new Failure(`Must separate multiple arguments to ${name} using: ','`);
  }
  throw new Failure(`Last file type in list argument to ${name} is missing, i.e., list is ending on: ','`);
}

/** The letter of a kind, as `-type` takes it. */
export function typeLetter(type: number): string {
  return Object.keys(TYPES).find((letter) => TYPES[letter] === type) ?? "U";
}

import { ERRNO } from "../abi/preview1.ts";
import { constant, nodeFacts } from "./node-facts.ts";

const NAMES = new Map<number, string>(Object.entries(ERRNO).map(([name, errno]) => [errno, name]));
const MESSAGES = new Map(nodeFacts.errors.map(([, [name, message]]) => [name, message]));

/** Errors that only the host's descriptors have, and what a system call fails with in their place. */
const SAME_AS: Readonly<Record<string, string>> = { ENOTCAPABLE: "EBADF" };

export type ErrnoName = string;

/** @param errno of preview 1 */
export function nameOf(errno: number): ErrnoName {
  const name = NAMES.get(errno) ?? "EIO";
  return SAME_AS[name] ?? name;
}

export function uvNumber(name: ErrnoName): number {
  return constant<number>("uv", `UV_${name}`);
}

/** The error that Node's native side throws for a system call. */
export function uvException(errno: number | ErrnoName, syscall: string, path?: string, dest?: string): Error {
  const code = typeof errno === "number" ? nameOf(errno) : errno;
  const where = `${path === undefined ? "" : ` '${path}'`}${dest === undefined ? "" : ` -> '${dest}'`}`;
  const error = new Error(`${code}: ${MESSAGES.get(code) ?? "unknown error"}, ${syscall}${where}`);
  return Object.assign(
    error,
    { errno: uvNumber(code), code, syscall },
    path === undefined ? {} : { path },
    dest === undefined ? {} : { dest },
  );
}

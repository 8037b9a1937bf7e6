import { S_IFDIR, S_IFMT } from "../abi/file-mode.ts";
import type { UserProgram } from "../kernel/kernel.ts";
import type { Process } from "../kernel/process.ts";
import { closeInput, openInput } from "./input.ts";

const NEWLINE = 10;
const PLAIN = /^-(?:n?(?<lines>\d+)|c(?<bytes>\d+))$/;

interface Share {
  readonly unit: "lines" | "bytes";
  readonly count: number;
}

/**
 * `head [-N | -n N | -c N]` of its input or one file: what it does not need it leaves unread. Several files, suffixes and
 * counts from the end are `general`'s.
 */
export function head(general: UserProgram): UserProgram {
  return async (process, kernel) => {
    const plain = parse(process.args.slice(1));
    if (!plain) return general(process, kernel);
    const { operand, share } = plain;
    const files = kernel.filesOf(process);
    if (operand !== "-" && (!files.exists(operand) || (files.stat(operand).mode & S_IFMT) === S_IFDIR))
      return general(process, kernel);
    const fd = openInput(process, kernel, operand);
    await copy(process, fd, share);
    closeInput(process, fd);
    return 0;
  };
}

function parse(args: readonly string[]): { readonly operand: string; readonly share: Share } | undefined {
  let share: Share = { unit: "lines", count: 10 };
  const operands: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? "";
    if (arg === "-" || !arg.startsWith("-")) {
      operands.push(arg);
      continue;
    }
    const joined = arg === "-n" || arg === "-c" ? `${arg}${args[++index] ?? ""}` : arg;
    const { lines, bytes } = PLAIN.exec(joined)?.groups ?? {};
    if (lines !== undefined) share = { unit: "lines", count: Number(lines) };
    else if (bytes !== undefined) share = { unit: "bytes", count: Number(bytes) };
    else return undefined;
  }
  return operands.length > 1 ? undefined : { operand: operands[0] ?? "-", share };
}

async function copy(process: Process, fd: number, { unit, count }: Share): Promise<void> {
  let left = count;
  while (left > 0) {
    const bytes = await process.read(fd, unit === "bytes" ? Math.min(left, 65_536) : 65_536);
    if (bytes.length === 0) return;
    let end = 0;
    if (unit === "bytes") {
      end = bytes.length;
      left -= end;
    }
    while (end < bytes.length && left > 0) {
      const newline = bytes.indexOf(NEWLINE, end);
      end = newline < 0 ? bytes.length : newline + 1;
      if (newline >= 0) left--;
    }
    await process.write(1, bytes.subarray(0, end));
  }
}

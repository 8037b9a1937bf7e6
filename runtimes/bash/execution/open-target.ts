import type { RedirectOperator } from "unbash";
import type { OpenFlags } from "../../kernel/kernel.ts";
import { SystemError } from "../../kernel/system-error.ts";
import type { BashShell } from "./bash-shell.ts";
import { ClobberError } from "./clobber-error.ts";

const STANDARD: Readonly<Record<string, number>> = { "/dev/stdin": 0, "/dev/stdout": 1, "/dev/stderr": 2 };
const HIGH_DESCRIPTOR = 10;

/** Opens what a redirection names. @returns a new descriptor @throws SystemError, ClobberError */
export function openTarget(shell: BashShell, operator: RedirectOperator, target: string): number {
  const { descriptors } = shell.process;
  const own = ownDescriptor(target);
  if (own !== undefined) return descriptors.add(descriptors.get(own), { minFd: HIGH_DESCRIPTOR });
  if (target === "") throw new SystemError("ENOENT");
  if (operator === ">" && shell.options.set.noclobber) refuseClobber(shell, target);
  const description = shell.files.open(target, FLAGS[operator], 0o666);
  return descriptors.add(description, { minFd: HIGH_DESCRIPTOR });
}

const FLAGS: Readonly<Record<RedirectOperator, OpenFlags>> = {
  "<": { access: "read" },
  "<>": { access: "both", create: true },
  ">": { access: "write", create: true, truncate: true },
  ">|": { access: "write", create: true, truncate: true },
  ">>": { access: "write", create: true, append: true },
  "&>": { access: "write", create: true, truncate: true },
  "&>>": { access: "write", create: true, append: true },
  "<&": { access: "read" },
  ">&": { access: "write", create: true, truncate: true },
};

/** Descriptors that a path stands for are the shell's own: a name in /dev knows no process. */
function ownDescriptor(path: string): number | undefined {
  const standard = Object.hasOwn(STANDARD, path) ? STANDARD[path] : undefined;
  if (standard !== undefined) return standard;
  for (const prefix of ["/dev/fd/", "/proc/self/fd/"]) {
    const digits = path.startsWith(prefix) ? path.slice(prefix.length) : "";
    if (digits !== "" && [...digits].every((digit) => digit >= "0" && digit <= "9")) return Number(digits);
  }
  return undefined;
}

function refuseClobber(shell: BashShell, path: string): void {
  let mode: number;
  try {
    mode = shell.files.stat(path).mode;
  } catch (error) {
    if (error instanceof SystemError) return;
    throw error;
  }
  if ((mode & 0o170000) === 0o100000) throw new ClobberError();
}

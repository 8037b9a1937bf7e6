import { defineBuiltin } from "./define.ts";
import { BuiltinFailure } from "./failure.ts";
import { parseOptions } from "./options.ts";
import { printOutput } from "./output.ts";

export const umask = defineBuiltin({
  name: "umask",
  usage: "umask [-p] [-S] [mode]",
  summary: "Sets or shows the permissions that new files don't get.",
  run(shell, args, process) {
    const options = parseOptions(args, "pS");
    const [mode] = options.operands;
    if (mode !== undefined) {
      process.umask = /^[0-9]/.test(mode) ? octalMode(mode) : symbolicMode(mode, process.umask);
      return options.has("S") ? printOutput(shell, process, "umask", `${symbols(process.umask)}\n`) : 0;
    }
    const text = options.has("S") ? symbols(process.umask) : process.umask.toString(8).padStart(4, "0");
    const command = options.has("S") ? "umask -S " : "umask ";
    return printOutput(shell, process, "umask", `${options.has("p") ? command : ""}${text}\n`);
  },
});

function octalMode(text: string): number {
  const mode = /^[0-7]{1,9}$/.test(text) ? Number.parseInt(text, 8) : Number.NaN;
  if (Number.isNaN(mode) || mode > 0o7777) throw new BuiltinFailure(`${text}: octal number out of range`);
  return mode & 0o777;
}

/** `u=rwx,g=rx,o=`: what is permitted. */
function symbols(mask: number): string {
  const of = (shift: number): string => {
    const allowed = ~(mask >> shift) & 7;
    return `${allowed & 4 ? "r" : ""}${allowed & 2 ? "w" : ""}${allowed & 1 ? "x" : ""}`;
  };
  return `u=${of(6)},g=${of(3)},o=${of(0)}`;
}

const WHO: Readonly<Record<string, number>> = { u: 0o700, g: 0o070, o: 0o007, a: 0o777 };
const PERMISSIONS: Readonly<Record<string, number>> = { r: 0o444, w: 0o222, x: 0o111 };

function symbolicMode(text: string, mask: number): number {
  let allowed = ~mask & 0o777;
  for (const clause of text.split(",")) {
    const who = /^[ugoa]*/.exec(clause)?.[0] ?? "";
    let at = who.length;
    const scope = [...who].reduce((bits, letter) => bits | (WHO[letter] ?? 0), 0) || 0o777;
    if (at >= clause.length) throw new BuiltinFailure("`\0': invalid symbolic mode operator");
    const operator = clause.charAt(at++);
    if (!"+-=".includes(operator)) throw new BuiltinFailure(`\`${operator}': invalid symbolic mode operator`);
    // A clause has one operator, unlike those of chmod.
    let bits = 0;
    while (at < clause.length) {
      const letter = clause.charAt(at++);
      const permission = PERMISSIONS[letter];
      if (permission === undefined) throw new BuiltinFailure(`\`${letter}': invalid symbolic mode character`);
      bits |= permission;
    }
    if (operator === "+") allowed |= bits & scope;
    else if (operator === "-") allowed &= ~(bits & scope);
    else allowed = (allowed & ~scope) | (bits & scope);
  }
  return ~allowed & 0o777;
}

/** What a mode does with one that there is. */
export type ModeChange = (mode: number, isDirectory: boolean, umask: number) => number;

const WHO: Readonly<Record<string, number>> = { u: 0o4700, g: 0o2070, o: 0o1007, a: 0o7777 };
const CLAUSE = /^[ugoa]*(?:[-+=](?:[rwxXst]*|[ugo]|[0-7]+))+$/;

/** Reads an octal mode, or one of clauses such as `u+x,go=`. @returns nothing for another text */
export function parseMode(text: string): ModeChange | undefined {
  if (/^[0-7]+$/.test(text)) {
    const mode = Number.parseInt(text, 8);
    // Short octal modes leave the special bits of directories alone.
    return mode > 0o7777
      ? undefined
      : (old, isDirectory) => (isDirectory && text.length < 5 ? mode | (old & 0o6000) : mode);
  }
  const clauses = text.split(",");
  if (!clauses.every((clause) => CLAUSE.test(clause))) return undefined;
  return (mode, isDirectory, umask) =>
    clauses.reduce((result, clause) => applyClause(result, clause, isDirectory, umask), mode);
}

function applyClause(mode: number, clause: string, isDirectory: boolean, umask: number): number {
  const who = /^[ugoa]*/.exec(clause)?.[0] ?? "";
  const affected = who === "" ? 0o7777 & ~umask : [...who].reduce((bits, letter) => bits | (WHO[letter] ?? 0), 0);
  let result = mode;
  for (const [, operator = "", what = ""] of clause.slice(who.length).matchAll(/([-+=])([^-+=]*)/g)) {
    const bits = bitsOf(what, result, isDirectory) & affected;
    if (operator === "+") result |= bits;
    else if (operator === "-") result &= ~bits;
    else {
      const cleared = who === "" ? 0o7777 : affected;
      const kept = isDirectory ? 0o6000 : 0;
      result = (result & (~cleared | kept)) | bits;
    }
  }
  return result;
}

function bitsOf(what: string, mode: number, isDirectory: boolean): number {
  if (/^[0-7]+$/.test(what)) return Number.parseInt(what, 8);
  if (/^[ugo]$/.test(what)) {
    const shift = what === "u" ? 6 : what === "g" ? 3 : 0;
    const three = (mode >> shift) & 7;
    return (three << 6) | (three << 3) | three;
  }
  let bits = 0;
  for (const letter of what) {
    if (letter === "r") bits |= 0o444;
    else if (letter === "w") bits |= 0o222;
    else if (letter === "x" || (letter === "X" && (isDirectory || (mode & 0o111) !== 0))) bits |= 0o111;
    else if (letter === "s") bits |= 0o6000;
    else if (letter === "t") bits |= 0o1000;
  }
  return bits;
}

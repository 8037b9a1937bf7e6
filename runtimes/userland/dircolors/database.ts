import { COLORED, KIND_COLORS, SUFFIX_COLORS } from "./colors.ts";

const KEYS: Readonly<Record<string, string>> = {
  NORMAL: "no",
  NORM: "no",
  FILE: "fi",
  RESET: "rs",
  DIR: "di",
  LNK: "ln",
  LINK: "ln",
  SYMLINK: "ln",
  ORPHAN: "or",
  MISSING: "mi",
  FIFO: "pi",
  PIPE: "pi",
  SOCK: "so",
  BLK: "bd",
  BLOCK: "bd",
  CHR: "cd",
  CHAR: "cd",
  DOOR: "do",
  EXEC: "ex",
  LEFT: "lc",
  LEFTCODE: "lc",
  RIGHT: "rc",
  RIGHTCODE: "rc",
  END: "ec",
  ENDCODE: "ec",
  SUID: "su",
  SETUID: "su",
  SGID: "sg",
  SETGID: "sg",
  STICKY: "st",
  OTHER_WRITABLE: "ow",
  OWR: "ow",
  STICKY_OTHER_WRITABLE: "tw",
  OWT: "tw",
  CAPABILITY: "ca",
  MULTIHARDLINK: "mh",
  CLRTOEOL: "cl",
};
/** Known from other systems, and of no effect. */
const IGNORED = new Set(["OPTIONS", "COLOR", "EIGHTBIT"]);

export type Colors = readonly (readonly [key: string, code: string])[];

/** The colors for who has said nothing else. */
export function usualDatabase(): string {
  const lines = [
    ...COLORED,
    ...KIND_COLORS.map(([keyword, code]) => `${keyword} ${code}`),
    ...SUFFIX_COLORS.flatMap(([code, suffixes]) =>
      suffixes.split(" ").map((suffix) => `${suffix.startsWith(".") ? "" : "*"}${suffix} ${code}`),
    ),
  ];
  return `${lines.join("\n")}\n`;
}

/**
 * Reads what colors names have on a terminal.
 * @param fail says what is wrong with a line, by its number
 */
export function parseDatabase(
  text: string,
  env: ReadonlyMap<string, string>,
  fail: (line: number, message: string) => void,
): Colors {
  const colors: (readonly [string, string])[] = [];
  const [term, colorTerm] = [env.get("TERM") || "none", env.get("COLORTERM") ?? ""];
  // Before the first name of a terminal all lines count.
  let state: "any" | "fits" | "other" = "any";
  for (const [index, line] of text.split("\n").entries()) {
    const [, keyword, value = ""] = /^\s*([^\s#]\S*)\s*(.*?)\s*$/.exec(line.replace(/(?<=\s)#.*$/, "")) ?? [];
    if (keyword === undefined) continue;
    if (value === "") {
      fail(index + 1, "invalid line;  missing second token");
      continue;
    }
    const name = keyword.toUpperCase();
    if (name === "TERM" || name === "COLORTERM") {
      const isFitting = globPattern(value).test(name === "TERM" ? term : colorTerm);
      if (isFitting) state = "fits";
      else if (state !== "fits") state = "other";
      continue;
    }
    if (state === "other") continue;
    if (keyword.startsWith(".")) colors.push([`*${keyword}`, value]);
    else if (keyword.startsWith("*")) colors.push([keyword, value]);
    else if (KEYS[name] !== undefined) colors.push([KEYS[name], value]);
    else if (state === "fits" && !IGNORED.has(name)) fail(index + 1, `unrecognized keyword ${keyword}`);
  }
  return colors;
}

/** `*`, `?` and sets of characters. */
function globPattern(glob: string): RegExp {
  const source = glob
    .replace(/[\\^$.|+(){}]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "s");
}

const COMMAND = /^(?:(?<first>\d+)(?:,(?<last>\d+))?)?(?<letter>[aicd]|s\/\.\/\/)[ \t]*\n$/;

/** A command of ed's that a patch may have. */
interface EdCommand {
  readonly letter: "a" | "i" | "c" | "d" | "s";
  /** Where; the current line if nothing is said. */
  readonly first: number | undefined;
  readonly last: number | undefined;
}

/** @returns nothing for any other line */
export function edCommand(line: string): EdCommand | undefined {
  const { first, last, letter = "" } = COMMAND.exec(line)?.groups ?? {};
  const one = letter.charAt(0);
  if (one !== "a" && one !== "i" && one !== "c" && one !== "d" && one !== "s") return undefined;
  if (last !== undefined && (one === "a" || one === "i")) return undefined;
  const numberOf = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));
  return { letter: one, first: numberOf(first), last: numberOf(last ?? first) };
}

/* xxd's options stand alone, and are told by how they begin. */

/** Options without a value, by the first letter of what is told apart. */
const SWITCHES = "abCdeEipruv";
/** Options with one, and how their words go on. */
const WORDS: Readonly<Record<string, string>> = {
  c: "ols",
  g: "roup",
  l: "en",
  n: "ame",
  o: "ffset",
  s: "kip",
};

/** @returns the arguments in the form of other programs: a letter each, and their values behind them */
export function modernXxd(args: readonly string[]): readonly string[] {
  const modern: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? "";
    if (arg === "--" || arg === "-" || !arg.startsWith("-"))
      return [...modern, "--", ...args.slice(arg === "--" ? at + 1 : at)];
    if (arg === "--help" || arg === "--version") return [arg];
    const [letter = "", ...rest] = arg.replace(/^--?/, "");
    const text = rest.join("");
    if (letter === "c" && text.startsWith("apitalize")) modern.push("-C");
    else if (letter === "h") return ["--help"];
    else if (letter === "v") return ["--version"];
    else if (SWITCHES.includes(letter)) modern.push(`-${letter}`);
    else if (WORDS[letter] === undefined) modern.push(arg);
    else if (text !== "" && !isWord(letter, text)) modern.push(`-${letter}${text}`);
    else {
      at++;
      modern.push(`-${letter}`, ...args.slice(at, at + 1));
    }
  }
  return modern;
}

function isWord(letter: string, text: string): boolean {
  return text.startsWith(WORDS[letter] ?? "") || (letter === "s" && text.startsWith("eek"));
}

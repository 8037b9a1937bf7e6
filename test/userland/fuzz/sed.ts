import type { Random } from "../../bash/fuzz/random.ts";
import type { Command } from "./command.ts";
import { Regexes } from "./regexes.ts";
import { fileOperands, Texts } from "./texts.ts";

const FLAGS = ["", "", "g", "g", "p", "2", "2g", "I", "gI", "3p", "w out", "M"] as const;
const PLAIN = [
  "p",
  "d",
  "=",
  "l",
  "h",
  "H",
  "g",
  "G",
  "x",
  "n",
  "N",
  "P",
  "D",
  "n;d",
  "N;P;D",
  "$!N",
  "G;h",
  "F",
  "z",
  "l 5",
] as const;

/** Random calls of sed whose scripts end. */
export function sedCommand(random: Random): Command {
  const isExtended = random.chance(40);
  const regexes = new Regexes(random, isExtended);
  const scripts = random.several(1, random.chance(80) ? 1 : 2, () => scriptOf(random, regexes, 2));
  const options = [
    ...(isExtended ? [random.pick(["-E", "-r", "--regexp-extended"])] : []),
    ...(random.chance(35) ? [random.pick(["-n", "--quiet", "-n", "--silent"])] : []),
    ...(random.chance(5) ? ["-s"] : []),
    ...(random.chance(4) ? ["-z"] : []),
    ...(random.chance(4) ? ["-i"] : []),
    ...(random.chance(2) ? ["--posix"] : []),
    ...(random.chance(2) ? ["-l", random.pick(["1", "2", "5", "20"])] : []),
  ];
  const [first = "p", ...others] = scripts;
  const given = others.length > 0 || random.chance(20) ? scripts.flatMap((script) => ["-e", script]) : [first];
  return { args: ["sed", ...options, ...given, ...fileOperands(random)], files: new Texts(random).files(), stdin: "g" };
}

function scriptOf(random: Random, regexes: Regexes, depth: number): string {
  const separator = random.pick([";", ";", "\n", "; "]);
  return random.several(1, 3, () => commandOf(random, regexes, depth)).join(separator);
}

function commandOf(random: Random, regexes: Regexes, depth: number): string {
  const address = addressOf(random, regexes);
  const kind = random.below(100);
  if (kind < 40) return `${address}${substitution(random, regexes)}`;
  if (kind < 62) return `${address}${random.pick(PLAIN)}`;
  if (kind < 72)
    return `${address}${random.pick(["a", "i", "c"])}${random.pick([" new", "\\\nnew\\\nline", "\\  two", " a\\tb", "\\new", " x\\", "\n"])}\n`;
  if (kind < 76)
    return `${address}y/${random.pick(["abc/xyz", "ab/\\n ", "a\\/b/123", "é/e", "\\n/,", "aa/bc", "ab/x"])}/`;
  if (kind < 80) return `${address}${random.pick(["q", "Q", "q5", "Q 3", "q 1"])}`;
  if (kind < 83) return `${address}${random.pick(["r g", "R g", "w out", "W out", "r nofile", "w /dev/stdout"])}\n`;
  if (kind < 88)
    return `${address}{${scriptOf(random, regexes, depth - 1)}${random.pick([";", "", "\n", " "])}}`.replace(
      /\n;/g,
      "\n",
    );
  if (kind < 92) return `${address}${random.pick(["b", "t", "T"])}`;
  if (kind < 95) return `:a;N;$!ba;${substitution(random, regexes)}`;
  if (kind < 97) return `${address}${random.pick(["bend", "tend"])};${random.pick(PLAIN)};:end`;
  if (kind < 98) return "#n comment";
  return random.pick([
    "",
    "}",
    "{",
    "k",
    "s/a/b",
    "s/a",
    "y/a/bc/",
    "3,p",
    "a",
    ":",
    "b nolabel",
    "s/\\(/x/",
    "s/a/\\1/",
    "/x",
    "p p",
    "u",
    "e echo hi",
    "!p",
    "1!!p",
    "s/a/b/gg",
    "s/a/b/pp",
    "s/x/y/0",
    "0p",
    "0,3p",
    ", p",
  ]);
}

function addressOf(random: Random, regexes: Regexes): string {
  const kind = random.below(100);
  if (kind < 45) return "";
  const single = (): string => {
    const which = random.below(10);
    if (which < 4) return String(1 + random.below(5));
    if (which < 5) return "$";
    if (which < 6) return random.pick(["0~2", "1~2", "2~3", "0~4", "3~0"]);
    const regex = regexes.regex();
    if (which < 9) return `/${slashed(regex)}/${random.pick(["", "", "", "I", "M"])}`;
    return `\\,${regex.replaceAll(",", "\\,")},`;
  };
  const negated = random.chance(15) ? random.pick(["!", "! "]) : "";
  if (kind < 75) return `${single()}${negated}`;
  if (kind < 92) return `${single()},${single()}${negated}`;
  if (kind < 96) return `${single()},${random.pick(["+1", "+2", "~2", "~3", "+0"])}${negated}`;
  return `0,/${slashed(regexes.regex())}/${negated}`;
}

function substitution(random: Random, regexes: Regexes): string {
  const regex = random.chance(4) ? "" : regexes.regex();
  const { groups } = regexes;
  const parts = random.several(0, 3, () => {
    const kind = random.below(100);
    if (kind < 20) return "&";
    if (kind < 40 && groups > 0) return `\\${1 + random.below(groups)}`;
    if (kind < 48) return random.pick(["\\U", "\\L", "\\u", "\\l", "\\E"]);
    if (kind < 56) return random.pick(["\\n", "\\t", "\\&", "\\\\", "\\\n", "\\x41", "\\o101", "\\d065", "\\cA"]);
    return random.pick(["x", "-", "[", "]", " ", "é", "0", "yz"]);
  });
  const flags = random.pick(FLAGS);
  if (random.chance(85)) return `s/${slashed(regex)}/${parts.join("")}/${flags}${flags === "w out" ? "\n" : ""}`;
  const mark = random.pick(["|", "#", "@", ",", "!"]);
  return `s${mark}${regex.replaceAll(mark, `\\${mark}`)}${mark}${parts.join("").replaceAll(mark, `\\${mark}`)}${mark}g`;
}

function slashed(regex: string): string {
  return regex.replaceAll("/", "\\/");
}

import type { Random } from "../../bash/fuzz/random.ts";
import type { Command } from "./command.ts";

const ARGUMENTS = [
  "a",
  "abc",
  "é",
  "",
  "0",
  "1",
  "-1",
  "42",
  "3.14159",
  "1e10",
  "0x1f",
  "017",
  "'a",
  '"é',
  "abc\\n",
  "\\101",
  "12x",
  "-",
  "1e400",
  "9223372036854775807",
  "9223372036854775808",
  "-9223372036854775809",
  "nan",
  "inf",
  ".5",
  " 7",
  "7 ",
  "a b",
  "\\c",
] as const;
const CONVERSIONS = ["s", "s", "d", "i", "u", "x", "X", "o", "c", "b", "q", "e", "f", "g", "E", "G", "a", "%"] as const;

/** Random calls of the program printf, and of seq and expr, which are short. */
export function printfCommand(random: Random): Command {
  const conversion = (): string => {
    const flags = random
      .several(0, random.chance(40) ? 2 : 0, () => random.pick(["-", "0", "+", " ", "#", "'"]))
      .join("");
    const width = random.chance(35) ? random.pick(["5", "1", "12", "*", "0"]) : "";
    const precision = random.chance(25) ? random.pick([".0", ".2", ".10", ".*", "."]) : "";
    return `%${flags}${width}${precision}${random.pick(CONVERSIONS)}`;
  };
  const part = (): string => {
    const kind = random.below(100);
    if (kind < 60) return conversion();
    if (kind < 80)
      return random.pick([
        "\\n",
        "\\t",
        "\\\\",
        "\\x41",
        "\\101",
        "\\u00e9",
        "\\a",
        "\\e",
        "\\0",
        "\\q",
        '\\"',
        "\\U0001f600",
        "\\xzz",
        "\\8",
      ]);
    if (kind < 98) return random.pick([" ", "|", "x", "é", "%%"]);
    return random.pick(["%", "%z", "%5", "\\c", "\\", "%ld", "%5%", "%-"]);
  };
  const format = random.several(1, 3, part).join("");
  return { args: ["/usr/bin/printf", format, ...random.several(0, 4, () => random.pick(ARGUMENTS))], files: {} };
}

export function seqCommand(random: Random): Command {
  const number = (): string =>
    random.pick(
      ["0", "1", "2", "5", "-3", "1.5", ".25", "10", "1e1", "-0.5", "08", "0x5", "x", "3.00", "-0", "inf"].slice(
        0,
        random.chance(10) ? 16 : 11,
      ) as ["0"],
    );
  const options = [
    ...(random.chance(20) ? ["-w"] : []),
    ...(random.chance(20) ? ["-s", random.pick([",", "", " ", "\\n", "ab"])] : []),
    ...(random.chance(20)
      ? ["-f", random.pick(["%g", "%.2f", "%05g", "%e", "x%gy", "%%%g", "%3.0f", "%d", "%", "%g%g", "%'g"])]
      : []),
  ];
  const numbers = random.several(1, 3, number);
  const safe = numbers.some((text) => text === "inf") ? ["1", "3"] : numbers;
  const [first = "1", step = "1", last = "1"] = safe;
  const bounded =
    safe.length === 3 && Number(step) !== 0 && Math.abs((Number(last) - Number(first)) / Number(step)) > 1000
      ? ["1", "2"]
      : safe;
  return { args: ["seq", ...options, ...bounded], files: {} };
}

export function exprCommand(random: Random): Command {
  const value = (): string => random.pick(["1", "2", "0", "-3", "10", "a", "abc", "", "é", "9223372036854775807", "b"]);
  const expression = (depth: number): string[] => {
    if (depth === 0 || random.chance(30)) return [value()];
    const kind = random.below(100);
    if (kind < 55)
      return [
        ...expression(depth - 1),
        random.pick(["+", "-", "*", "/", "%", "<", "<=", "=", "!=", ">=", ">", "|", "&"]),
        ...expression(depth - 1),
      ];
    if (kind < 70)
      return [value(), ":", random.pick(["a", "a*", ".*", "\\(.\\)", "\\(b\\)", ".\\(.*\\)", "[0-9]*", "^a", ""])];
    if (kind < 85) return ["(", ...expression(depth - 1), ")"];
    if (kind < 90) return ["length", value()];
    if (kind < 94)
      return ["substr", value(), random.pick(["1", "2", "0", "-1", "a"]), random.pick(["1", "2", "9", "0"])];
    if (kind < 97) return ["index", value(), random.pick(["a", "b", "cb", "é"])];
    return ["match", value(), random.pick(["a", ".*", "\\(.\\)"])];
  };
  return { args: ["expr", ...expression(3)], files: {} };
}

import type { Random } from "../../bash/fuzz/random.ts";
import type { Command } from "./command.ts";
import { Regexes } from "./regexes.ts";
import { fileOperands, Texts } from "./texts.ts";

const SWITCHES = [
  "-i",
  "-v",
  "-n",
  "-c",
  "-o",
  "-w",
  "-x",
  "-l",
  "-L",
  "-q",
  "-s",
  "-h",
  "-H",
  "-b",
  "-a",
  "-z",
  "-T",
  "--null",
  "-U",
  "--line-buffered",
] as const;
const COUNTED = ["-A", "-B", "-C", "-m", "--max-count=", "--context=", "--after-context="] as const;

/** Random calls of grep. */
export function grepCommand(random: Random): Command {
  const kind = random.below(100);
  const isFixed = kind >= 85;
  const regexes = new Regexes(random, kind >= 45, kind < 95);
  const patterns = random.several(1, random.chance(85) ? 1 : 2, () => {
    const regex = isFixed ? random.pick(["a", "ab", "a.b", "", "é", "foo", "A", "[x]", "a\nb", "*"]) : regexes.regex();
    return random.chance(4)
      ? random.pick([
          "[a",
          "a\\",
          "(a",
          "a)",
          "a{1",
          "*a",
          "a**",
          "[:alpha:]",
          "[[:foo:]]",
          "\\(a",
          "a{1,2}{2}",
          "+a",
          "a|*b",
          "[b-a]",
          "\\1",
          "a\nb",
          "x{1a",
          "()",
          "a||b",
        ])
      : regex;
  });
  const [first = "", ...others] = patterns;
  const given =
    others.length > 0 || random.chance(15)
      ? patterns.flatMap((pattern) => ["-e", pattern])
      : first.startsWith("-")
        ? ["-e", first]
        : [first];
  const options = [
    ...(isFixed ? ["-F"] : kind >= 45 ? ["-E"] : kind >= 40 ? ["-G"] : []),
    ...random.several(0, 2, () => random.pick(SWITCHES)),
    ...(random.chance(15) ? [`${random.pick(COUNTED)}${random.pick(["0", "1", "2", "9"])}`] : []),
    ...(random.chance(6)
      ? [
          random.pick([
            "--color=always",
            "-r",
            "--label=x",
            "--no-messages",
            "--binary-files=text",
            "--binary-files=without-match",
            "-I",
            "--include=f",
            "--exclude=f",
            "--group-separator=X",
            "--no-group-separator",
          ]),
        ]
      : []),
  ];
  return {
    args: ["grep", ...options, ...given, ...fileOperands(random)],
    files: new Texts(random).files(),
    stdin: "g",
  };
}

import type { Random } from "../../bash/fuzz/random.ts";
import type { Command } from "./command.ts";
import { fileOperands, Texts } from "./texts.ts";

const ORDERS = ["n", "r", "f", "d", "i", "b", "g", "h", "V", "M", ""] as const;
const SWITCHES = [
  "-n",
  "-r",
  "-u",
  "-f",
  "-b",
  "-s",
  "-d",
  "-g",
  "-h",
  "-V",
  "-M",
  "-i",
  "-c",
  "-C",
  "-z",
  "-m",
  "-nr",
  "-fu",
] as const;

/** Random calls of sort. */
export function sortCommand(random: Random): Command {
  const separator = random.pick([",", ":", " ", "\t"]);
  const position = (isEnd: boolean): string => {
    const character = random.chance(25) ? `.${random.below(3) + (isEnd ? 0 : 1)}` : "";
    const flags = random.several(0, 2, () => random.pick(ORDERS)).join("");
    return `${1 + random.below(3)}${character}${random.chance(40) ? flags : ""}`;
  };
  const key = (): string => `-k${position(false)}${random.chance(60) ? `,${position(true)}` : ""}`;
  const options = [
    ...random.several(0, 2, () => random.pick(SWITCHES)),
    ...random.several(0, random.chance(60) ? 2 : 0, key),
    ...(random.chance(40) ? ["-t", separator] : []),
    ...(random.chance(4)
      ? [
          random.pick([
            "-o",
            "-k0",
            "-k1.0",
            "-tab",
            "--sort=numeric",
            "--sort=version",
            "--check=quiet",
            "--bogus",
            "-k",
            "-k1x",
          ]),
        ]
      : []),
  ];
  const texts = new Texts(random);
  const files = random.chance(60) ? texts.files(separator) : { f: texts.numbers(), g: texts.numbers() };
  return { args: ["sort", ...options, ...fileOperands(random)], files, stdin: "g" };
}

import type { Random } from "../../bash/fuzz/random.ts";
import type { Command } from "./command.ts";
import { fileOperands, Texts } from "./texts.ts";

/* Programs that lay text out: expand, unexpand, fmt, column, join, numfmt. */

const LINES = [
  "",
  "  ",
  "\t",
  " \t",
  "a\tb",
  "    x",
  "        y\t",
  "a        b",
  "\t\tx",
  " a  b\t c",
  "é\tb",
  "a\b\tc",
] as const;

function spacedText(random: Random): string {
  const texts = new Texts(random);
  return random
    .several(0, 7, () => `${random.chance(60) ? random.pick(LINES) : ""}${random.chance(60) ? texts.line() : ""}\n`)
    .join("");
}

export function expandCommand(random: Random): Command {
  const program = random.pick(["expand", "unexpand"]);
  const stops = (): string => random.pick(["4", "1", "2,4", "3,6,9", "4,/8", "2,+3", "8 16", "0", "4,2", "x", "/3"]);
  const options = [
    ...(random.chance(40) ? [`-t${stops()}`] : []),
    ...(random.chance(20) ? [random.pick(["-i", "-3", "-2,5", "--tabs=4"])] : []),
    ...(program === "unexpand" && random.chance(50) ? [random.pick(["-a", "--first-only"])] : []),
  ].filter((option) => program === "expand" || option !== "-i");
  return {
    args: [program, ...options, ...fileOperands(random)],
    files: { f: spacedText(random), g: spacedText(random) },
    stdin: "g",
  };
}

const SENTENCES = [
  "The quick brown fox jumps over the lazy dog.",
  "Is it?  Yes, it is!",
  "one two three",
  "(a sentence.)  Next",
  "supercalifragilisticexpialidocious",
  "# comment here and more words",
  "> quoted text of a mail",
  "    indented line",
  "  less",
  "",
  "é à ü",
  "x",
  "\tx y",
] as const;

export function fmtCommand(random: Random): Command {
  const options = random.several(0, 2, () =>
    random.pick([
      "-s",
      "-u",
      "-c",
      "-t",
      "-w20",
      "-w10",
      "-w40",
      "-30",
      "-p#",
      "-p>",
      "-g15",
      "-w1",
      "-wx",
      "-w 30",
      "-w3000",
    ]),
  );
  const text = (): string =>
    random
      .several(0, 8, () => `${random.pick(SENTENCES)}${random.chance(30) ? ` ${random.pick(SENTENCES)}` : ""}\n`)
      .join("");
  return { args: ["fmt", ...options, ...fileOperands(random)], files: { f: text(), g: text() }, stdin: "g" };
}

export function columnCommand(random: Random): Command {
  const separator = random.pick([",", ":", " ", "\t"]);
  const isTable = random.chance(70);
  const table = (): string[] =>
    random.pick([
      () => ["-s", separator],
      () => ["-o", random.pick(["|", "  ", "", " | "])],
      () => ["-N", random.pick(["A,B", "A,B,C,D", "A"])],
      () => ["-R", random.pick(["1", "2", "A", "1,2"])],
      () => ["-H", random.pick(["1", "2", "B"])],
      () => [random.pick(["-n", "-E"]), "B"].slice(0, 0),
      () => ["-O", random.pick(["2,1", "2"])],
      () => ["-J"],
      () => ["-d"],
      () => ["-e"],
      () => ["-L"],
      () => ["-l", random.pick(["1", "2"])],
      () => ["-n", "tbl"],
      () => ["-T", "2"],
      () => ["-E", "2"],
    ])();
  const options = isTable
    ? ["-t", ...random.several(0, 3, table).flat()]
    : random.several(0, 2, () => random.pick(["-x", "-c20", "-c40", "-c5", "-e", "-L", "-s,"]));
  return {
    args: ["column", ...options, ...fileOperands(random)],
    files: new Texts(random).files(random.chance(70) ? separator : undefined),
    stdin: "g",
  };
}

export function joinCommand(random: Random): Command {
  const separator = random.pick([" ", ",", ":"]);
  const keys = ["a", "b", "c", "A", "", "ab", "1", "10", "2"] as const;
  const row = (): string => random.several(1, 3, () => random.pick(keys)).join(separator);
  const table = (): string => {
    const rows = random.several(0, 6, row);
    return (random.chance(75) ? rows.sort() : rows).map((line) => `${line}\n`).join("");
  };
  const options = random
    .several(0, 3, () =>
      random.pick([
        () => [random.pick(["-a1", "-a2", "-v1", "-v2", "-i", "-z", "--header", "--check-order", "--nocheck-order"])],
        () => ["-o", random.pick(["0", "1.1,2.1", "0,1.2,2.2", "auto", "1.2 2.1", "2.9", "3.1", "1.0"])],
        () => ["-e", random.pick(["-", "NONE"])],
        () => [
          random.pick(["-1", "-2", "-j"]),
          random.pick(["1", "2", "3", "0", "x"].slice(0, random.chance(10) ? 5 : 3) as ["1"]),
        ],
      ])(),
    )
    .flat();
  const split = separator === " " && random.chance(70) ? [] : ["-t", separator];
  return {
    args: ["join", ...split, ...options, ...random.pick([["f", "g"], ["f", "g"], ["f", "-"], ["-", "g"], ["f"]])],
    files: { f: table(), g: table() },
    stdin: "g",
  };
}

export function numfmtCommand(random: Random): Command {
  const number = (): string =>
    random.pick([
      "0",
      "1",
      "999",
      "1000",
      "1024",
      "1500",
      "-1500",
      "1K",
      "1Ki",
      "2.5M",
      "1G",
      "123456789",
      "1.25",
      "0.1",
      "x",
      "",
      " 5",
      "1e3",
      "9999999999999999999",
      "1 K",
      "-0.5",
      "1234.5678",
      "+5",
      "99999",
      "1Kx",
    ]);
  const options = [
    ...(random.chance(50) ? [`--to=${random.pick(["si", "iec", "iec-i", "none"])}`] : []),
    ...(random.chance(40) ? [`--from=${random.pick(["si", "iec", "iec-i", "auto", "none"])}`] : []),
    ...random.several(0, 2, () =>
      random.pick([
        "--grouping",
        "--padding=8",
        "--padding=-8",
        "--round=up",
        "--round=down",
        "--round=nearest",
        "--round=from-zero",
        "--round=towards-zero",
        "--suffix=B",
        "--format=%.2f",
        "--format=%8f",
        "--format=%-8.1f|",
        "--format=%'f",
        "--format=%08f",
        "--format=x%fy",
        "--format=%d",
        "--field=2",
        "--field=-",
        "--field=1-",
        "-d,",
        "--header",
        "--invalid=warn",
        "--invalid=ignore",
        "--invalid=fail",
        "--from-unit=1024",
        "--to-unit=1000",
        "-z",
        "--debug",
      ]),
    ),
  ];
  const text = random
    .several(0, 4, () => `${number()}${random.pick(["", "", " ", ",", "\t"])}${random.pick(["", "a", "5K"])}\n`)
    .join("");
  const numbers = random.chance(60) ? random.several(1, 3, number) : [];
  return {
    args: ["numfmt", ...options, ...(numbers.length > 0 ? ["--", ...numbers] : [])],
    files: { f: text },
    stdin: "f",
  };
}

import type { Random } from "../../bash/fuzz/random.ts";
import type { Command } from "./command.ts";
import { fileOperands, Texts } from "./texts.ts";

/* Programs of lines and columns: cut, tr, uniq, head, tail, wc, nl, paste, fold, comm, tac, rev, join. */

const SEPARATORS = [",", ":", " ", "\t"] as const;

export function cutCommand(random: Random): Command {
  const separator = random.pick(SEPARATORS);
  const range = (): string => {
    const [low, high] = [1 + random.below(4), 1 + random.below(7)];
    return random.pick([
      String(low),
      `${low}-`,
      `-${high}`,
      `${low}-${high}`,
      `${low}-${low + high}`,
      random.chance(20) ? "0" : "2",
    ]);
  };
  const list = random.several(1, 3, range).join(random.chance(90) ? "," : " ");
  const isFields = random.chance(60);
  const options = [
    ...(isFields ? [`-f${list}`] : [random.pick(["-c", "-b"]), list]),
    ...(isFields && random.chance(80) ? [random.chance(50) ? `-d${separator}` : `--delimiter=${separator}`] : []),
    ...(random.chance(20) ? ["-s"] : []),
    ...(random.chance(15) ? ["--complement"] : []),
    ...(random.chance(15) ? [`--output-delimiter=${random.pick(["", "|", "<>", "\t"])}`] : []),
    ...(random.chance(4) ? ["-z"] : []),
    ...(random.chance(4) ? [random.pick(["-n", "-d", "-dab", "-f", "--bogus", "-c1-x", "-f-"])] : []),
  ];
  return { args: ["cut", ...options, ...fileOperands(random)], files: new Texts(random).files(separator), stdin: "g" };
}

const SETS = [
  "a-z",
  "A-Z",
  "abc",
  "xyz",
  "[:upper:]",
  "[:lower:]",
  "[:digit:]",
  "[:space:]",
  "[:alpha:]",
  "[:punct:]",
  "\\n",
  "\\t ",
  "a",
  "*",
  "[x*]",
  "[x*3]",
  "[=a=]",
  "0-9",
  "\\060-\\071",
  "-",
  "a-",
  "\\\\",
  "[:alnum:]",
  "b-d",
  "",
  "\\e",
  "z-a",
  "[:foo:]",
  "[a*",
  "[:blank:]",
  "\\377",
  "[:cntrl:]",
  "[:print:]",
  "é",
  "[.*]",
  "a\\-z",
] as const;

export function trCommand(random: Random): Command {
  const set = (): string => random.several(1, random.chance(70) ? 1 : 2, () => random.pick(SETS)).join("");
  const options = random.several(0, random.chance(60) ? 1 : 2, () =>
    random.pick(["-d", "-s", "-c", "-C", "-t", "-ds", "-cd", "-cs"]),
  );
  const sets = random.several(options.length > 0 ? 1 : random.chance(95) ? 2 : 1, random.chance(95) ? 2 : 3, set);
  return { args: ["tr", ...options, "--", ...sets], files: new Texts(random).files(), stdin: "f" };
}

export function uniqCommand(random: Random): Command {
  const options = [
    ...random.several(0, 2, () =>
      random.pick([
        "-c",
        "-d",
        "-u",
        "-i",
        "-D",
        "-z",
        "--group",
        "--all-repeated=separate",
        "--all-repeated=prepend",
        "--group=both",
        "--group=append",
        "--group=prepend",
      ]),
    ),
    ...random.several(
      0,
      random.chance(40) ? 1 : 0,
      () => `${random.pick(["-f", "-s", "-w", "--skip-fields=", "-"])}${random.pick(["0", "1", "2", "x"])}`,
    ),
  ];
  const texts = new Texts(random);
  const lines = random.several(1, 3, () => texts.line());
  const repeated = random.several(0, 9, () => `${lines[random.below(lines.length)]}\n`).join("");
  return {
    args: ["uniq", ...options, ...random.pick([["f"], ["f"], [], ["-"]])],
    files: { f: repeated, g: texts.text() },
    stdin: "f",
  };
}

export function headTailCommand(random: Random): Command {
  const count = `${random.pick(["", "", "-", "+"])}${random.pick(["0", "1", "2", "3", "7", "1k", "x", ""])}`;
  const name = random.pick(["head", "tail"]);
  const options = [
    ...(random.chance(80)
      ? random.pick([
          ["-n", count],
          [`-n${count}`],
          ["-c", count],
          [`--lines=${count}`],
          [`--bytes=${count}`],
          [`-${random.below(5)}`],
        ])
      : []),
    ...(random.chance(20) ? [random.pick(["-q", "-v", "-z", "--quiet", "--verbose"])] : []),
  ];
  return { args: [name, ...options, ...fileOperands(random)], files: new Texts(random).files(), stdin: "g" };
}

export function wcCommand(random: Random): Command {
  const options = random.several(0, 2, () =>
    random.pick(
      ["-l", "-w", "-c", "-m", "-L", "-lw", "--total=always", "--bogus"].slice(0, random.chance(3) ? 8 : 6) as ["-l"],
    ),
  );
  return { args: ["wc", ...options, ...fileOperands(random)], files: new Texts(random).files(), stdin: "g" };
}

export function nlCommand(random: Random): Command {
  const options = random.several(0, 3, () =>
    random.pick([
      "-ba",
      "-bt",
      "-bn",
      "-bpa",
      "-bp^b",
      "-nln",
      "-nrn",
      "-nrz",
      "-w3",
      "-w1",
      "-v5",
      "-v-2",
      "-i2",
      "-i-1",
      "-s:",
      "-s",
      "-l2",
      "-p",
      "-ha",
      "-fa",
      "-d:x",
      "-w0",
      "-bx",
      "-nx",
    ]),
  );
  const texts = new Texts(random);
  const lines = random.several(0, 8, () =>
    random.chance(20) ? random.pick(["\\:\\:\\:", "\\:\\:", "\\:", "", ""]) : texts.line(),
  );
  return {
    args: ["nl", ...options.map((option) => (option === "-s" ? "-s>" : option)), ...fileOperands(random)],
    files: { f: `${lines.join("\n")}\n`, g: texts.text() },
    stdin: "g",
  };
}

export function pasteCommand(random: Random): Command {
  const options = [
    ...(random.chance(30) ? ["-s"] : []),
    ...(random.chance(50)
      ? ["-d", random.pick([",", ",:", "\\n", "\\t", "\\0", "", "ab", "\\\\", "é", "\\", "\\x"])]
      : []),
    ...(random.chance(4) ? ["-z"] : []),
  ];
  const operands = random.several(0, 3, () =>
    random.pick(["f", "g", "-", "f", "nofile"].slice(0, random.chance(4) ? 5 : 4) as ["f"]),
  );
  return { args: ["paste", ...options, ...operands], files: new Texts(random).files(), stdin: "g" };
}

export function foldCommand(random: Random): Command {
  const options = random.several(0, 2, () =>
    random.pick(
      ["-w3", "-w1", "-w", "-s", "-b", "-5", "-w10", "-w0", "-wx", "-sw4"].map((option) =>
        option === "-w" ? "-w2" : option,
      ) as ["-s"],
    ),
  );
  return { args: ["fold", ...options, ...fileOperands(random)], files: new Texts(random).files(), stdin: "g" };
}

export function commCommand(random: Random): Command {
  const options = random.several(0, 2, () =>
    random.pick([
      "-1",
      "-2",
      "-3",
      "-12",
      "-23",
      "--check-order",
      "--nocheck-order",
      "--total",
      "--output-delimiter=,",
      "-z",
    ]),
  );
  const texts = new Texts(random);
  const sorted = (): string =>
    `${texts
      .text()
      .split("\n")
      .filter((line) => line !== "")
      .sort()
      .join("\n")}\n`;
  const files = random.chance(80) ? { f: sorted(), g: sorted() } : texts.files();
  return { args: ["comm", ...options, "f", random.pick(["g", "g", "g", "-"])], files, stdin: "g" };
}

export function tacRevCommand(random: Random): Command {
  const isTac = random.chance(60);
  const options = isTac
    ? random
        .several(0, 2, () => random.pick(["-b", "-s", "-r"]))
        .map((option) => (option === "-s" ? `-s${random.pick(["a", "b", ":", "ab", " "])}` : option))
    : [];
  return {
    args: [isTac ? "tac" : "rev", ...options, ...fileOperands(random)],
    files: new Texts(random).files(),
    stdin: "g",
  };
}

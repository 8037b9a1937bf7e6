import type { Random } from "../../bash/fuzz/random.ts";
import type { Command } from "./command.ts";

/* Programs that start others or decide for scripts: xargs, env, test. And bc, which calculates. */

export function xargsCommand(random: Random): Command {
  const items = (): string =>
    random
      .several(
        0,
        6,
        () =>
          `${random.pick(["a", "b c", "'q r'", '"x  y"', "\\ z", "\\\\", "", "é", "-n", "a\\'b", "it's", "{}", "EOF", "_", "a\0b"].slice(0, random.chance(25) ? 15 : 8) as ["a"])}${random.pick(["\n", "\n", " ", "\t", "\n\n", " \n", ",", "\0"].slice(0, random.chance(30) ? 8 : 6) as ["\n"])}`,
      )
      .join("");
  const options = random
    .several(0, 3, () =>
      random.pick([
        () => ["-n", random.pick(["1", "2", "3", "0", "x"].slice(0, random.chance(10) ? 5 : 3) as ["1"])],
        () => ["-I", random.pick(["{}", "@", "X"])],
        () => ["-L", random.pick(["1", "2"])],
        () => [
          random.pick(["-0", "-r", "-t", "-x", "-i", "-l", "-e", "--null", "--no-run-if-empty", "--verbose", "-o"]),
        ],
        () => ["-d", random.pick([",", "\\n", "\\0", " ", "\\t", "ab", "\\x2c"])],
        () => ["-s", random.pick(["20", "30", "12", "5", "100"])],
        () => [random.pick(["-E", "-e"]) + random.pick(["EOF", "_", "b"])],
        () => ["-a", random.pick(["g", "nofile"])],
        () => ["--process-slot-var=S"],
        () => ["--show-limits"].slice(1),
      ])(),
    )
    .flat();
  const command = random.pick([
    [],
    ["echo"],
    ["echo", "{}"],
    ["echo", "x{}y", "@", "X"],
    ["printf", "[%s]"],
    ["sh", "-c", 'echo $#: "$@"', "_"],
    ["sh", "-c", "exit 3"],
    ["sh", "-c", "exit 255"],
    ["nosuch"],
    ["/"].slice(1),
    ["false"],
    ["cat"],
  ]);
  return { args: ["xargs", ...options, ...command], files: { f: items(), g: items() }, stdin: "f", isBound: true };
}

export function envCommand(random: Random): Command {
  const options = random
    .several(0, 3, () =>
      random.pick([
        () => [random.pick(["-i", "-", "-0", "-v", "--ignore-environment", "--debug"])],
        () => ["-u", random.pick(["A", "B", "NOSUCH", "", "A=1"])],
        () => ["-C", random.pick(["d", "nodir", "f"])],
        () => [random.pick(["A=1", "B=x y", "C=", "=x", "é=1", "A=a=b"])],
        () => [
          "-S",
          random.pick([
            "A=2 printenv A",
            "printf '[%s]' a\\tb 'c d'",
            "echo ${A} $B",
            "echo \\c no",
            'echo "x\\_y" \\',
            "echo #x",
            "echo a#b",
            "echo 'x",
            "echo ${}",
            "-i printenv",
          ]),
        ],
      ])(),
    )
    .flat();
  const command = random.pick([
    ["printenv", "A", "B"],
    ["sh", "-c", 'echo "$A-$B-$C"'],
    ["nosuch"],
    ["./f"],
    ["pwd"],
    ["printenv"].concat("A"),
    ["sh", "-c", "exit 5"],
  ]);
  return {
    args: ["env", ...options, ...command],
    files: { f: "x", "d/x": "" },
    isBound: true,
    before: "export A=first B=second; unset PS4 OLDPWD",
  };
}

export function testCommand(random: Random): Command {
  const word = (): string =>
    random.pick([
      "",
      "a",
      "b",
      "-1",
      "0",
      "10",
      "f",
      "g",
      "d",
      "l",
      "no",
      "(",
      "!",
      "-f",
      "=",
      "-a",
      "x y",
      "1x",
      " 5 ",
      "9223372036854775808",
    ]);
  const name = (): string => random.pick(["f", "g", "d", "l", "broken", "empty", "no", "x", "fifo", ""]);
  const primary = (): string[] =>
    random.pick([
      () => [
        random.pick([
          "-e",
          "-f",
          "-d",
          "-L",
          "-h",
          "-s",
          "-r",
          "-w",
          "-x",
          "-p",
          "-S",
          "-b",
          "-c",
          "-u",
          "-g",
          "-k",
          "-O",
          "-G",
          "-N",
        ]),
        name(),
      ],
      () => [random.pick(["-n", "-z"]), word()],
      () => [word(), random.pick(["=", "!=", "==", "<", ">"]), word()],
      () => [
        random.pick(["1", "2", "-3", "10", "x", "", "010", " 4"]),
        random.pick(["-eq", "-ne", "-lt", "-le", "-gt", "-ge"]),
        random.pick(["1", "2", "-3", "10", "1.5"]),
      ],
      () => [name(), random.pick(["-nt", "-ot", "-ef"]), name()],
      () => [word()],
      () => ["-t", random.pick(["0", "1", "9", "x"])],
    ])();
  const expression = (depth: number): string[] => {
    const kind = random.below(100);
    if (depth === 0 || kind < 50) return primary();
    if (kind < 65) return ["!", ...expression(depth - 1)];
    if (kind < 75) return ["(", ...expression(depth - 1), ")"];
    return [...expression(depth - 1), random.pick(["-a", "-o"]), ...expression(depth - 1)];
  };
  const body = random.chance(93) ? expression(2) : random.several(0, 5, word);
  const isBracket = random.chance(30);
  const program = random.chance(50) ? "/usr/bin/" : "";
  return {
    args: isBracket ? [`${program}[`, ...body, ...(random.chance(97) ? ["]"] : [])] : [`${program}test`, ...body],
    files: { f: "text", g: "text", empty: "", x: "#!/bin/sh\n", "d/x": "" },
    before: "chmod 4755 x; ln -s f l; ln -s no broken; touch -d 2020-01-01 f; touch -d 2021-01-01 g",
  };
}

export function bcCommand(random: Random): Command {
  const number = (): string =>
    random.pick(["0", "1", "2", "3", "10", "7", "1.5", ".25", "-3", "100", "2.718", "12345678901234567890", "0.001"]);
  const expression = (depth: number): string => {
    if (depth === 0 || random.chance(20))
      return random.chance(80)
        ? number()
        : random.pick(["a", "b", "x[1]", "last", "scale", "ibase"].slice(0, 5) as ["a"]);
    const kind = random.below(100);
    if (kind < 60)
      return `${expression(depth - 1)}${random.pick(["+", "-", "*", "/", "%", "<", "<=", "==", "!=", "&&", "||"])}${expression(depth - 1)}`;
    if (kind < 68) return `${expression(depth - 1)}^${random.pick(["0", "2", "3", "-1", "1.5"])}`;
    if (kind < 78) return `(${expression(depth - 1)})`;
    if (kind < 88) return `${random.pick(["sqrt", "length", "scale", "s", "c", "a", "l", "e", "f"])}(${number()})`;
    return random.pick(["a++", "--b", "!a", "-b", "x[2]=5", "a+=2", "b*=3"]);
  };
  const statement = (): string =>
    random.pick([
      () => expression(3),
      () => expression(2),
      () => `scale=${random.pick(["0", "2", "5", "20"])}`,
      () => `${random.pick(["a", "b", "x[1]"])}=${expression(2)}`,
      () => `if (${expression(1)}) print "yes\\n" else print "no\\n"`,
      () => `for (i=0;i<3;i++) ${expression(1)}`,
      () => `while (a<3) {a=a+1; ${expression(1)}}`,
      () =>
        `define f(n) { ${random.pick(["return n*2", "auto t; t=n; return (t+1)", "if (n<=1) return 1; return n*f(n-1)", "print n", "return"])}; }\nf(${random.pick(["3", "0", "5.5"])})`,
      () => `print ${expression(1)}, "\\t", "q\\"x"`,
      () => `obase=${random.pick(["2", "16", "20", "10", "1"])}; ${expression(2)}; obase=10`,
      () => `ibase=${random.pick(["2", "16", "8"])}; ${random.pick(["101", "FF", "1A.8", "9"])}; ibase=A`,
      () =>
        random.pick([
          "/* comment */ 1",
          "# c",
          '"string"',
          "1 +",
          ")",
          "@",
          "halt",
          "a b",
          "1;;2",
          "{1;2",
          "x[-1]",
          "1/0",
          "sqrt(-1)",
          "last",
          ".",
        ]),
    ])();
  const text = `${random.several(1, 5, statement).join("\n")}\n`;
  return {
    args: ["bc", ...random.several(0, 2, () => random.pick(["-l", "-q", "-s", "-w", "-l"]))],
    files: { f: text },
    stdin: "f",
  };
}

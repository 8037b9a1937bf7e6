import type { Random } from "../../bash/fuzz/random.ts";
import type { Command } from "./command.ts";
import { Texts } from "./texts.ts";

/* Programs of folders and of whole files: find and diff. */

const PATHS = [
  "a",
  "b.txt",
  "d/c.txt",
  "d/e/f.log",
  "d/e/a",
  "x y",
  ".hidden",
  "d/.git/config",
  "empty",
  "D/a.TXT",
] as const;

function someFiles(random: Random): Readonly<Record<string, string>> {
  return Object.fromEntries(
    PATHS.filter(() => random.chance(75)).map((path) => [path, "x".repeat(random.below(4) * 300)]),
  );
}

/** Random calls of find that change nothing. What they print is sorted, word for word, for folders have no order. */
export function findCommand(random: Random): Command {
  const test = (): string[] => {
    const kind = random.below(100);
    if (kind < 25)
      return [random.pick(["-name", "-iname"]), random.pick(["*.txt", "a", "[ab]*", "*", "*.TXT", ".*", "?", "d"])];
    if (kind < 45)
      return ["-type", random.pick(["f", "d", "l", "f,d", "x"].slice(0, random.chance(95) ? 4 : 5) as ["f"])];
    if (kind < 55)
      return [random.pick(["-path", "-wholename", "-ipath"]), random.pick(["*/e/*", "./d*", "*git*", "./a"])];
    if (kind < 65) return ["-size", random.pick(["0", "1", "+0", "-2", "+500c", "300c", "-1k"])];
    if (kind < 72) return ["-empty"];
    if (kind < 80) return ["-regex", random.pick([".*txt", "./[ab].*", ".*/e/.*", "\\./.\\(/.*\\)?"])];
    if (kind < 86) return ["-perm", random.pick(["644", "-444", "/111", "u+w"])];
    if (kind < 92) return [random.pick(["-true", "-false", "-readable", "-writable"])];
    return ["-newer", random.pick(["a", "nofile"])];
  };
  const action = (): string[] =>
    random.pick([
      ["-print"],
      ["-printf", random.pick(["%p %s\\n", "%f\\n", "%d %y %P\\n", "%h/%f %m\\n", "[%10f]\\n", "%-8s|%k\\n"])],
      ["-exec", "echo", "{}", ";"],
      ["-exec", "echo", "got", "{}", "+"],
      ["-prune"],
      ["-print0"],
      ["-ls"].slice(1),
      ["-quit"].slice(1),
    ]);
  const term = (depth: number): string[] => {
    if (depth > 0 && random.chance(15)) return ["(", ...expression(depth - 1), ")"];
    if (random.chance(15)) return ["!", ...test()];
    return random.chance(75) ? test() : action();
  };
  const expression = (depth: number): string[] =>
    random
      .several(1, 3, () => term(depth))
      .flatMap((one, index) => (index === 0 ? one : [...random.pick([[], [], ["-o"], ["-a"]]), ...one]));
  // GNU's own reordering of tests goes wrong with lists in parentheses, the implied ones of -print among them.
  const list = (): string[] =>
    random.chance(10) ? [...expression(2), ",", ...expression(2), "-print"] : expression(2);
  const globals = random.chance(35) ? [random.pick(["-maxdepth", "-mindepth"]), String(random.below(3))] : [];
  const depthFirst = random.chance(8) ? ["-depth"] : [];
  return {
    args: [
      "find",
      ...random.pick([["."], ["."], [], ["d"], ["d", "a"], ["nofile"]]),
      ...globals,
      ...depthFirst,
      ...list(),
    ],
    files: someFiles(random),
    isBound: true,
    through: "tr '\\0 ' '\\n\\n' | LC_ALL=C sort",
  };
}

/** Random calls of diff on files that have lines in common, and on folders. */
export function diffCommand(random: Random): Command {
  const texts = new Texts(random);
  const lines = random.several(0, 9, () => texts.line());
  const changed = lines.flatMap((line) => {
    const kind = random.below(10);
    if (kind === 0) return [];
    if (kind === 1) return [line, texts.line()];
    return kind === 2 ? [line.replace(/ /g, "  ").toUpperCase()] : [line];
  });
  const text = (all: readonly string[]): string => all.map((line) => `${line}\n`).join("");
  const options = random.several(0, 3, () =>
    random.pick([
      "-u",
      "-c",
      "-U1",
      "-U0",
      "-q",
      "-s",
      "-i",
      "-w",
      "-b",
      "-B",
      "-y",
      "-e",
      "-n",
      "-r",
      "-N",
      "--brief",
      "--label=x",
      "-C0",
      "-a",
      "-t",
      "-p",
      "-E",
      "-Z",
      "--strip-trailing-cr",
      "--normal",
      "-d",
      "-W40",
      "--suppress-common-lines",
      "--left-column",
      "-D",
      "-I^a",
    ]),
  );
  const stable = options.map((option) => (option === "-D" ? "-DNAME" : option)).concat("--label=f", "--label=g");
  const isFolder = random.chance(10);
  const files = {
    f: text(lines),
    g: text(changed).slice(0, random.chance(10) ? -1 : undefined),
    "d/f": text(lines),
    "e/f": text(changed),
    "e/o": "x\n",
  };
  return {
    args: [
      "diff",
      ...(isFolder ? options.filter((option) => option !== "-D") : stable),
      ...(isFolder ? ["d", "e"] : ["f", "g"]),
    ],
    files,
    isBound: true,
    before: "touch -d 2020-01-02 f d/f; touch -d 2021-06-07 g e/f",
  };
}

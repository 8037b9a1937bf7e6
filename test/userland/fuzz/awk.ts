import type { Random } from "../../bash/fuzz/random.ts";
import type { Command } from "./command.ts";
import { Regexes } from "./regexes.ts";
import { fileOperands, Texts } from "./texts.ts";

const NUMBERS = [
  "0",
  "1",
  "2",
  "3",
  "10",
  "1.5",
  "1e3",
  "0x11",
  "011",
  "-1",
  ".5",
  "100000",
  "3000000000",
  "1e20",
] as const;
const DIVISORS = ["1", "2", "3", "7", "0.5"] as const;
const STRINGS = [
  '""',
  '"a"',
  '"abc"',
  '"10"',
  '"3x"',
  '"a b c"',
  '"é"',
  '"a\\tb"',
  '"\\n"',
  '"-"',
  '"A"',
  '" 5 "',
  '"0x1A"',
  '"a\\/b"',
  '"\\\\."',
  '"+1"',
] as const;
const FORMATS = [
  "%s",
  "%d",
  "%5s|",
  "%-5s|",
  "%.2s",
  "%05d",
  "%x",
  "%c",
  "%e",
  "%.3g",
  "%i",
  "%o",
  "%%",
  "%5.1f",
  "%+d",
  "%s %s",
  "%*d",
  "%X",
  "% d",
  "%.0f",
  "%G",
  "%u",
] as const;
const SEPARATORS = [":", ",", "\t", " ", "[:,]", "a", "|", "", ", *", ".", "b+", "\\|"] as const;
const BROKEN = [
  "{ print ",
  "}",
  "{ x = }",
  "BEGIN",
  "{ print 1 +* 2 }",
  "/a",
  '{ print "a }',
  "{ foo(1) }",
  "function f(",
  "{ getline < }",
  "{ printf }",
  "END",
  "{ next } BEGIN { next }",
  "{ return }",
  "{ a[1] = 2; a = 1 }",
  "{ print length( }",
  "{ break }",
  "@x",
  "{ 5 = x }",
] as const;

/** Random calls of awk whose programs end. */
export function awkCommand(random: Random): Command {
  const program = random.chance(97) ? new Programs(random).program() : random.pick(BROKEN);
  const options = [
    ...(random.chance(30) ? ["-F", random.pick(SEPARATORS)] : []),
    ...(random.chance(15) ? ["-v", `v=${random.pick(["1", "a", "a b", "10x", "\\t", "é", "", "0x1f"])}`] : []),
  ];
  const operands = [
    ...(random.chance(8) ? [random.pick(["v=7", "FS=:", "OFS=-", "v=a\\tb"])] : []),
    ...fileOperands(random),
  ];
  return { args: ["awk", ...options, program, ...operands], files: new Texts(random).files(), stdin: "g" };
}

/** Programs of a grammar, with variables x y v, arrays p q and functions of one argument. */
class Programs {
  readonly #random: Random;
  readonly #regexes: Regexes;
  #counters = 0;

  constructor(random: Random) {
    this.#random = random;
    this.#regexes = new Regexes(random, true, false);
  }

  program(): string {
    const random = this.#random;
    const rules = random.several(1, 3, () => this.#rule());
    if (random.chance(15)) rules.unshift(`BEGIN { ${this.#setting()} }`);
    if (random.chance(8))
      rules.push(
        `function f(s,  t) { t = s ${random.pick(["+ 1", '"z"', "* 2"])}; return t }`,
        `END { print f(${this.#expression(1)}) }`,
      );
    return rules.join(random.pick(["\n", " ", "\n\n"]));
  }

  #setting(): string {
    const random = this.#random;
    return random.pick([
      `FS = "${random.pick(SEPARATORS).replaceAll("\\", "\\\\")}"`,
      `OFS = "${random.pick(["-", ",", "", "\\t"])}"`,
      `RS = "${random.pick(["", "\\n", ";", " ", "a", "[ab]", "\\n\\n", "b+"])}"`,
      'ORS = "|\\n"',
      'OFMT = "%.2f"',
      'CONVFMT = "%.3g"',
      'SUBSEP = ":"',
      "IGNORECASE = 1",
      'FIELDWIDTHS = "1 2 3"',
      'FPAT = "[a-z]+"',
      'PROCINFO["sorted_in"] = "@ind_str_asc"',
    ]);
  }

  #rule(): string {
    const random = this.#random;
    const kind = random.below(100);
    if (kind < 20) return `BEGIN { ${this.#statements(2)} }`;
    if (kind < 32) return `END { ${this.#statements(2)} }`;
    if (kind < 60) return `{ ${this.#statements(2)} }`;
    if (kind < 70) return this.#pattern();
    if (kind < 75) return `${this.#pattern()}, ${this.#pattern()}${random.chance(50) ? " { print NR, $0 }" : ""}`;
    return `${this.#pattern()} { ${this.#statements(1)} }`;
  }

  #pattern(): string {
    const random = this.#random;
    return random.pick([
      `/${this.#regex()}/`,
      `$1 ~ /${this.#regex()}/`,
      `NR == ${1 + random.below(4)}`,
      "NF",
      `!/${this.#regex()}/`,
      this.#expression(1),
      `NR % 2 == ${random.below(2)}`,
      "!seen[$1]++",
      `$${random.below(3)} == ${this.#simple()}`,
    ]);
  }

  #regex(): string {
    return this.#regexes.regex().replaceAll("/", "\\/");
  }

  #statements(depth: number): string {
    return this.#random.several(1, 3, () => this.#statement(depth)).join("; ");
  }

  #statement(depth: number): string {
    const random = this.#random;
    const kind = random.below(100);
    if (kind < 30) return `print ${random.several(1, 3, () => this.#expression(depth)).join(", ")}`;
    if (kind < 42)
      return `printf "${random.pick(FORMATS)}${random.pick(["\\n", "\\n", " "])}"${random.several(1, 2, () => `, ${this.#expression(1)}`).join("")}`;
    if (kind < 60)
      return `${this.#target()} ${random.pick(["=", "=", "=", "+=", "-=", "*=", "%=", "^=", "/="])} ${this.#expression(depth)}`;
    if (kind < 68 && depth > 0)
      return `if (${this.#expression(1)}) { ${this.#statement(depth - 1)} }${random.chance(40) ? ` else { ${this.#statement(depth - 1)} }` : ""}`;
    if (kind < 74 && depth > 0) {
      const name = `i${this.#counters++}`;
      return `for (${name} = 1; ${name} <= ${random.pick(["3", "NF", "2"])}; ${name}++) { ${this.#statement(0)}; print ${name}, $${name} }`;
    }
    if (kind < 78)
      return `for (k in ${random.pick(["p", "q"])}) print k, ${random.pick(["p[k]", "q[k]", "k + 1", "(k in p)"])}`;
    if (kind < 84)
      return `${random.pick(["sub", "gsub"])}(/${this.#regex()}/, ${random.pick(['"x"', '"[&]"', '"\\\\&"', '""', '"&&"', '"\\\\\\\\&"', "v"])}${random.chance(40) ? `, ${random.pick(["$1", "x", "$2", "p[1]"])}` : ""})`;
    if (kind < 88)
      return `n = split(${this.#expression(1)}, p${random.chance(60) ? `, ${random.pick(['","', '" "', "/[ab]/", '""', '":"', '"."'])}` : ""}); print n, p[1], p[n]`;
    if (kind < 91)
      return `if (match(${this.#expression(0)}, /${this.#regex()}/)) print RSTART, RLENGTH; else print "none", RSTART, RLENGTH`;
    if (kind < 93)
      return random.pick([
        "exit",
        "exit 3",
        "delete p",
        "delete p[1]",
        "getline",
        "getline x",
        'getline x < "g"',
        'close("g")',
      ]);
    if (kind < 96) return `NF = ${random.below(5)}; $1 = $1; print; print NF`;
    return random.pick([
      '$3 = "new"; print',
      '$0 = "r s t"; print $2, NF',
      "x++; y--",
      'print > "/dev/stderr"',
      "print length, length()",
      'print | "cat"; close("cat")',
      "n = asort(p); print n, p[1]",
      "print (x y) z, x > y ? 1 : 2",
      "print -x, !y, +$1",
      "while (x < 3) x++; print x",
      "do { x++ } while (x < 2); print x",
    ]);
  }

  #target(): string {
    const random = this.#random;
    return random.pick(["x", "y", "x", "$1", "$2", "$NF", "p[1]", "p[x]", "q[$1]", "q[1,2]", "v", "$(NF+1)"]);
  }

  #simple(): string {
    const random = this.#random;
    const kind = random.below(100);
    if (kind < 25) return random.pick(NUMBERS);
    if (kind < 45) return random.pick(STRINGS);
    if (kind < 75) return random.pick(["$0", "$1", "$2", "$3", "$NF", "NF", "NR", "FNR", "FILENAME", "$(1)"]);
    return random.pick(["x", "y", "v", "p[1]", "q[$1]", "u"]);
  }

  #expression(depth: number): string {
    const random = this.#random;
    if (depth === 0 || random.chance(25)) return this.#simple();
    const one = (): string => this.#expression(depth - 1);
    const kind = random.below(100);
    if (kind < 25)
      return `${one()} ${random.pick(["+", "-", "*", "%", "^", "/"])} ${random.chance(80) ? random.pick(DIVISORS) : one()}`;
    if (kind < 40) return `(${one()} ${random.pick(["<", "<=", "==", "!=", ">", ">="])} ${one()})`;
    if (kind < 50) return `(${one()} ${one()})`;
    if (kind < 58) return `(${one()} ${random.pick(["&&", "||"])} ${one()})`;
    if (kind < 63) return `(${one()} ? ${one()} : ${one()})`;
    if (kind < 68) return `(${one()} ${random.pick(["~", "!~"])} /${this.#regex()}/)`;
    if (kind < 72)
      return random.pick([
        "x++",
        "++x",
        "y--",
        "-x",
        "!x",
        "(x = 3)",
        "(1 in p)",
        "((1,2) in q)",
        "-$1",
        "+$2",
        "x += 2",
      ]);
    return this.#call(depth);
  }

  #call(depth: number): string {
    const random = this.#random;
    const one = (): string => this.#expression(depth - 1);
    return random.pick([
      `length(${one()})`,
      `substr(${one()}, ${random.pick(["1", "2", "0", "-1", "1.5", "NF"])}${random.chance(50) ? `, ${random.pick(["1", "2", "0", "-1", "100", "1.5"])}` : ""})`,
      `index(${one()}, ${one()})`,
      `toupper(${one()})`,
      `tolower(${one()})`,
      `int(${one()})`,
      `sprintf("${random.pick(FORMATS)}", ${one()}, ${one()})`,
      `sqrt(${random.pick(["4", "2", "x * x"])})`,
      `int(${one()} / 3)`,
      `gensub(/${this.#regex()}/, ${random.pick(['"<&>"', '"\\\\0"', '"x"'])}, ${random.pick(['"g"', "1", "2"])}, ${one()} "")`,
      `strtonum(${one()})`,
      `and(${random.pick(["5", "12"])}, ${random.pick(["6", "3"])})`,
      `substr(${one()}, 2)`,
    ]);
  }
}

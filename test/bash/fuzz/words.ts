import type { Random } from "./random.ts";

const NAMES = ["a", "b", "c", "u", "n"] as const;
const LITERALS = [
  "x",
  "ab",
  "1",
  "0",
  "-n",
  "hello",
  "f1",
  "a.b.c",
  "7x",
  "_",
  "%s",
  "ab*",
  "é",
  "=",
  "-",
  ".",
] as const;
const QUOTED = [
  "'a b'",
  "' '",
  "''",
  "'*'",
  '"it\'s"',
  "$'t\\tn\\n'",
  "'$a'",
  "\\ ",
  "\\*",
  '"a  b"',
  "$'\\xff'",
] as const;
const GLOBS = ["*", "f?", "[fg]*", "d/*", "*.none", "?", "f{1,2}", "{1..3}", "{a,b}x", "{a}", "[!f]*"] as const;
const PATTERNS = [
  "*",
  "?",
  "a*",
  "*b",
  "[a-c]",
  "[!a]",
  "'*'",
  "l",
  "*.",
  ".*",
  "a?",
  "??",
  "$a",
  '"$b"',
  "o",
] as const;
const OPERATORS = [
  ":-",
  "-",
  ":+",
  "+",
  ":=",
  "#",
  "##",
  "%",
  "%%",
  "/",
  "//",
  "/#",
  "/%",
  "^",
  "^^",
  ",",
  ",,",
  ":",
  "@",
] as const;
const TRANSFORMS = ["Q", "U", "L", "u", "E"] as const;
const ARITHMETIC = ["+", "-", "*", "/", "%", "**", "<", "==", "&&", "||", "&", "|", "^", "<<", ">>", ","] as const;

/** Random words of bash, in all their kinds. Each call gives one; `depth` bounds how deep substitutions go. */
export class Words {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  name(): string {
    return this.#random.pick(NAMES);
  }

  word(depth = 2): string {
    const random = this.#random;
    return random.several(1, random.chance(70) ? 1 : 3, () => this.#part(depth)).join("");
  }

  words(depth = 2): string {
    return this.#random.several(1, 3, () => this.word(depth)).join(" ");
  }

  /** One that stands where bash would take several for an error: a redirection's target, a case word. */
  single(depth = 2): string {
    return this.#random.chance(40) ? this.#random.pick(LITERALS) : `"${this.expansion(depth)}"`;
  }

  pattern(): string {
    return this.#random.several(1, 2, () => this.#random.pick(PATTERNS)).join("");
  }

  #part(depth: number): string {
    const random = this.#random;
    const kind = random.below(100);
    if (kind < 30) return random.pick(LITERALS);
    if (kind < 45) return random.pick(QUOTED);
    if (kind < 52) return random.pick(GLOBS);
    if (kind < 75) return this.expansion(depth);
    return `"${random.several(1, 2, () => (random.chance(70) ? this.expansion(depth) : random.pick(["x ", "'", "  "]))).join("")}"`;
  }

  expansion(depth: number): string {
    const random = this.#random;
    const kind = random.below(100);
    if (kind < 20) return `$${this.name()}`;
    if (kind < 55) return this.#parameter(depth);
    if (kind < 68) return random.pick(["$@", "$*", "$#", "$?", "$1", "${2}", "${@:2}", "${*:1:1}", "${#}"]);
    if (kind < 80)
      return random.pick([
        "${v[@]}",
        "${v[*]}",
        "${v[1]}",
        "${#v[@]}",
        "${!v[@]}",
        "${v[@]:1}",
        "${v[@]/a/X}",
        "${m[k]}",
        "${v[-1]}",
        "${!r}",
      ]);
    if (kind < 90 && depth > 0)
      return `$(${random.pick(["echo", "printf '%s\\n'", "printf '%s-'"])} ${this.words(depth - 1)})`;
    return `$((${this.arithmetic(2)}))`;
  }

  #parameter(depth: number): string {
    const random = this.#random;
    const name = random.chance(15) ? random.pick(["@", "*", "1", "v[@]", "v[0]"]) : this.name();
    if (random.chance(10)) return `\${#${name}}`;
    const operator = random.pick(OPERATORS);
    const argument = (): string => {
      if (operator === ":") return random.pick([" -2", "1", "0:2", "1:-1", ":1", "n", " -1:1", "9"]);
      if (operator === "@") return random.pick(TRANSFORMS);
      if (operator.startsWith("/"))
        return `${this.pattern()}/${random.pick(["X", "", "&", "[&]", "$b", "a b", '"$c"'])}`;
      if (/[-+=]$/.test(operator)) return depth > 0 ? this.word(depth - 1) : random.pick(LITERALS);
      return this.pattern();
    };
    const isAssigned = operator === ":=" && !NAMES.some((one) => one === name);
    return `\${${name}${isAssigned ? "-" : operator}${isAssigned ? "q" : argument()}}`;
  }

  arithmetic(depth: number): string {
    const random = this.#random;
    if (depth === 0 || random.chance(25))
      return random.pick([
        "n",
        "1",
        "2",
        "7",
        "0",
        "010",
        "0x1f",
        "2#101",
        "v[0]",
        "u",
        "$n",
        "-3",
        "n++",
        "--n",
        "!n",
        "~n",
      ]);
    const left = this.arithmetic(depth - 1);
    if (random.chance(10)) return `${left} ? ${this.arithmetic(depth - 1)} : ${this.arithmetic(depth - 1)}`;
    if (random.chance(10)) return `n ${random.pick(["=", "+=", "*=", "<<="])} ${this.arithmetic(depth - 1)}`;
    if (random.chance(20)) return `(${left})`;
    return `${left} ${random.pick(ARITHMETIC)} ${this.arithmetic(depth - 1)}`;
  }
}

import type { Random } from "./random.ts";
import type { Words } from "./words.ts";

/** A statement: a line, or a compound one that holds others. */
export type Statement =
  | { readonly kind: "line"; readonly text: string }
  | { readonly kind: "block"; readonly head: string; readonly body: readonly Statement[]; readonly tail: string };

export function textOf(statements: readonly Statement[], indent = ""): string {
  return statements
    .map((one) => {
      if (one.kind === "line") return one.text;
      return `${indent}${one.head}\n${textOf(one.body, `${indent}  `)}\n${indent}${one.tail}`;
    })
    .map((text, index) => (statements[index]?.kind === "line" ? `${indent}${text}` : text))
    .join("\n");
}

const SHOW = "declare -p a b c n v";

/** Random scripts: they end, and print nothing that differs from run to run. */
export class Statements {
  readonly #random: Random;
  readonly #words: Words;
  #loops = 0;
  #counters = 0;

  constructor(random: Random, words: Words) {
    this.#random = random;
    this.#words = words;
  }

  script(): Statement[] {
    const begin: Statement[] = [
      { kind: "line", text: "set -- one 'two 2' '' ; a=abc b='x  y' c='*' n=3 v=(1 'q r' s) r=a" },
      { kind: "line", text: "declare -A m=([k]='v w')" },
    ];
    return [...begin, ...this.#several(3, 9, 2), { kind: "line", text: 'echo "end $? $#"' }];
  }

  #several(least: number, most: number, depth: number): Statement[] {
    return this.#random.several(least, most, () => this.#statement(depth));
  }

  #statement(depth: number): Statement {
    if (depth > 0 && this.#random.chance(35)) return this.#compound(depth - 1);
    return { kind: "line", text: this.#line() };
  }

  #line(): string {
    const random = this.#random;
    const words = this.#words;
    const simple = this.#simple();
    const kind = random.below(100);
    if (kind < 50) return simple;
    if (kind < 58) return `${simple} ${random.pick(["&&", "||"])} ${this.#simple()}`;
    if (kind < 64) return `${simple} | ${this.#filter()}`;
    if (kind < 68) return `! ${simple}`;
    if (kind < 72) return `(${simple}; ${this.#simple()})`;
    if (kind < 76) return `{ ${simple}; } > o; cat o`;
    if (kind < 79) return `${simple} 2>&1 | ${this.#filter()}`;
    if (kind < 82) return `cat <<E\n${words.expansion(1)} x\nE`;
    if (kind < 85) return `${simple} & wait $!`;
    if (kind < 88) return `eval ${JSON.stringify(simple).replaceAll("\\n", " ").replaceAll(/[$`]/g, "\\$&")}`;
    if (kind < 92) return `${words.name()}=${words.word(1)} printf '[%s]' ${words.words(1)}`;
    if (kind < 96)
      return `${random.pick(["set -u", "set -e", "set -f", "set +f", "set +e", "set -o pipefail", "shopt -s nullglob", "IFS=:", "unset IFS", "shift", "set -- $a $b"])}`;
    return random.pick([
      "trap 'echo exit $?' EXIT",
      "trap 'echo err $?' ERR",
      "trap 'echo usr1' USR1; kill -USR1 $BASHPID",
      "trap - EXIT ERR",
      "exit 3",
      "unset a",
      "readonly a",
      "set -E",
    ]);
  }

  #filter(): string {
    return this.#random.pick([
      "cat",
      "sort",
      "tr a-z A-Z",
      "wc -l",
      'while read -r x y; do echo "<$x|$y>"; done',
      'while IFS= read -r x; do echo "{$x}"; n=$((n+1)); done',
      "{ read -r a; echo got; cat; }",
    ]);
  }

  #simple(): string {
    const random = this.#random;
    const words = this.#words;
    const kind = random.below(100);
    if (kind < 25) return `printf '[%s]' ${words.words()}; echo`;
    if (kind < 35) return `echo ${words.words()}`;
    if (kind < 45) return `${words.name()}${random.chance(20) ? "+" : ""}=${words.word()}`;
    if (kind < 50) return `v=(${words.words()})`;
    if (kind < 54)
      return `v[${random.pick(["0", "1", "n", "-1", "5"])}]${random.chance(30) ? "+" : ""}=${words.word()}`;
    if (kind < 60) return `((${words.arithmetic(2)}))`;
    if (kind < 70) return `[[ ${this.#condition()} ]]`;
    if (kind < 74)
      return `[ ${words.single()} ${random.pick(["=", "!=", "-eq", "<"]).replace("<", "'<'")} ${words.single()} ]`;
    if (kind < 79) return `read -r a b <<< ${words.word()}`;
    if (kind < 83) return random.pick(["false", "true", "(exit 3)", "nosuch", ":"]);
    if (kind < 86)
      return `printf -v ${words.name()} ${random.pick(["%s", "%d", "%q", "%5s", "%b", "%x"])} ${words.word()}`;
    if (kind < 90) return SHOW;
    if (kind < 92)
      return random.pick(["declare -i n", "declare -u a", "declare -l b", "export c", "unset 'v[1]'", "local q=1"]);
    if (kind < 94) return `echo ${words.word()} > o; cat < o`;
    if (kind < 96 && this.#loops > 0) return random.pick(["break", "continue"]);
    if (kind < 98) return this.#rare();
    return "echo $? ${PIPESTATUS[@]}";
  }

  /** One of each thing that few scripts do. */
  #rare(): string {
    const random = this.#random;
    const words = this.#words;
    return random.pick([
      `m[${random.pick(["k", "x y", "$a", '"$b"'])}]=${words.word(1)}`,
      'for key in "${!m[@]}"; do echo "$key=${m[$key]}"; done | sort',
      `mapfile -t v <<< ${words.word(1)}`,
      `while IFS= read -r line; do v+=("$line"); done < <(printf '%s\\n' ${words.words(1)})`,
      `declare -n ref=${random.pick(["a", "v", "v[1]", "m"])}; echo "$ref"; unset -n ref`,
      `exec 3> o; echo ${words.word(1)} >&3; exec 3>&-; cat o`,
      `for ((j = 0; j < 3; j++)); do printf '%s,' "\${v[j]}"; done; echo`,
      `OPTIND=1; while getopts ab: o ${words.words(1)}; do echo "$o \${OPTARG-}"; done 2> /dev/null`,
      `case ${words.word(1)} in ${words.pattern()}) echo 1 ;& ${words.pattern()}) echo 2 ;;& *) echo 3 ;; esac`,
      `echo ${words.word(1)} | tee o | cat - o`,
      'set -- "$@" more; echo $#',
      `printf '%s|' "\${!m[@]}" \${v[@]@Q} "\${a@A}"; echo`,
      `printf '%-6s|%05d|%x\\n' ${words.word(1)} ${random.pick(["7", "n", "0x1f", "-3"])} 255`,
      `type -t ${random.pick(["echo", "f", "if", "nosuch", "cat"])}`,
      "trap 'echo \"debug $BASH_COMMAND\"' DEBUG; x=1; trap - DEBUG",
      "set -x; : $a; { set +x; } 2> /dev/null",
      `select s in a b; do echo "$s"; break; done <<< ${random.pick(["1", "9", "''"])} 2> /dev/null`,
    ]);
  }

  #condition(): string {
    const random = this.#random;
    const words = this.#words;
    const one = (): string => {
      const kind = random.below(4);
      if (kind === 0) return `${words.word(1)} ${random.pick(["==", "!=", "="])} ${words.pattern()}`;
      if (kind === 1) return `${random.pick(["-n", "-z", "-v", "-e"])} ${words.single(1)}`;
      if (kind === 2)
        return `${words.arithmetic(0)} ${random.pick(["-eq", "-lt", "-gt", "-ne"])} ${words.arithmetic(0)}`;
      return `${words.single(1)} ${random.pick(["<", ">", "=~"])} ${random.pick(["a", "b*", "x+", "^.", "$a"])}`;
    };
    return random.chance(30)
      ? `${one()} ${random.pick(["&&", "||"])} ${one()}`
      : `${random.chance(15) ? "! " : ""}${one()}`;
  }

  #compound(depth: number): Statement {
    const random = this.#random;
    const words = this.#words;
    const block = (head: string, tail: string, most = 3): Statement => ({
      kind: "block",
      head,
      body: this.#several(1, most, depth),
      tail,
    });
    const kind = random.below(100);
    if (kind < 22) return block(`if ${this.#simple()}; then`, random.chance(40) ? `else ${this.#simple()}; fi` : "fi");
    if (kind < 48) {
      this.#loops++;
      const head =
        kind < 38
          ? `for w in ${words.words()}; do`
          : `while ((i${this.#counters++}++ < ${random.below(3) + 1})) && { ${this.#simple()}; }; do`;
      const loop = block(head, random.chance(25) ? `done | ${this.#filter()}` : "done");
      this.#loops--;
      return loop;
    }
    if (kind < 60) return block(`case ${words.word(1)} in ${words.pattern()})`, `;; *) ${this.#simple()} ;; esac`);
    if (kind < 72) return block("(", random.chance(30) ? ") || echo failed $?" : ")");
    if (kind < 84) {
      const loops = this.#loops;
      this.#loops = 0;
      const body = block(
        random.chance(50) ? "f() {" : "f() { local a=in;",
        `}; f ${words.words(1)}${random.chance(30) ? " || echo f $?" : ""}`,
      );
      this.#loops = loops;
      return body;
    }
    if (kind < 92) return block("{", `} | ${this.#filter()}`);
    return block("x=$(", '); echo "$x"');
  }
}

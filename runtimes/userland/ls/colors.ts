import { S_IFCHR, S_IFDIR, S_IFIFO, S_IFLNK, S_IFMT, S_IFREG } from "../../abi/file-mode.ts";

/* The colors of names: what LS_COLORS says, or usual ones for terminals that are known to have some. */

const USUAL: Readonly<Record<string, string>> = {
  rs: "0",
  di: "01;34",
  ln: "01;36",
  pi: "33",
  so: "01;35",
  bd: "01;33",
  cd: "01;33",
  ex: "01;32",
  do: "01;35",
  su: "37;41",
  sg: "30;43",
  st: "37;44",
  ow: "34;42",
  tw: "30;42",
};
const COLORED_TERMINALS =
  /^(?:Eterm|ansi|.*color.*|con\d*x\d*|cons25|console|cygwin|.*direct.*|dtterm|gnome|hurd|jfbterm|konsole|kterm|linux|linux-c|mlterm|putty|rxvt.*|screen.*|st|terminator|tmux.*|vt100|xterm.*)$/;

interface ColoredFile {
  readonly mode: number;
  readonly nlink: number;
  readonly name: string;
  /** Whether a link leads nowhere. */
  readonly isOrphan: boolean;
  /** Of what a link leads to. */
  readonly targetMode: number | undefined;
}

export class LsColors {
  readonly #codes: Readonly<Record<string, string>>;
  readonly #suffixes: readonly (readonly [suffix: string, code: string])[];

  private constructor(codes: Readonly<Record<string, string>>, suffixes: readonly (readonly [string, string])[]) {
    this.#codes = codes;
    this.#suffixes = suffixes;
  }

  /** @returns nothing if the terminal isn't known to have colors */
  static from(env: ReadonlyMap<string, string>): LsColors | undefined {
    const text = env.get("LS_COLORS") ?? "";
    const isKnown = (env.get("COLORTERM") ?? "") !== "" || COLORED_TERMINALS.test(env.get("TERM") ?? "");
    if (text === "" && !isKnown) return undefined;
    const codes: Record<string, string> = { ...USUAL };
    const suffixes: [string, string][] = [];
    for (const part of text.split(":")) {
      const [key = "", code] = part.split(/=(.*)/s, 2);
      if (code === undefined) continue;
      if (key.startsWith("*")) suffixes.unshift([key.slice(1), code]);
      else codes[key] = code;
    }
    return new LsColors(codes, suffixes);
  }

  /** Whether what links lead to has colors too. */
  get areTargetsColored(): boolean {
    return this.#codes["ln"] === "target" || ["or", "mi"].some((key) => shown(this.#codes[key]) !== undefined);
  }

  /** Of what a link leads to that is not there. */
  get ofMissing(): string | undefined {
    return shown(this.#codes["mi"]);
  }

  /** @returns nothing for a file that has no color of its own */
  codeOf(file: ColoredFile): string | undefined {
    const key = this.#keyOf(file);
    if (key === "ln" && this.#codes["ln"] === "target" && file.targetMode !== undefined)
      return this.codeOf({ ...file, mode: file.targetMode, isOrphan: false });
    if (key === "fi") {
      const suffix = this.#suffixes.find(([end]) => file.name.endsWith(end))?.[1];
      if (suffix !== undefined) return shown(suffix);
    }
    return shown(this.#codes[key]);
  }

  #keyOf({ mode, nlink, isOrphan }: ColoredFile): string {
    if (isOrphan && shown(this.#codes["or"]) !== undefined) return "or";
    const has = (key: string): boolean => shown(this.#codes[key]) !== undefined;
    switch (mode & S_IFMT) {
      case S_IFREG:
        if ((mode & 0o4000) !== 0 && has("su")) return "su";
        if ((mode & 0o2000) !== 0 && has("sg")) return "sg";
        if ((mode & 0o111) !== 0 && has("ex")) return "ex";
        return nlink > 1 && has("mh") ? "mh" : "fi";
      case S_IFDIR:
        if ((mode & 0o1002) === 0o1002 && has("tw")) return "tw";
        if ((mode & 0o002) !== 0 && has("ow")) return "ow";
        return (mode & 0o1000) !== 0 && has("st") ? "st" : "di";
      case S_IFLNK:
        return "ln";
      case S_IFIFO:
        return "pi";
      case S_IFCHR:
        return "cd";
      default:
        return "or";
    }
  }
}

function shown(code: string | undefined): string | undefined {
  return code === undefined || /^0*$/.test(code) ? undefined : code;
}

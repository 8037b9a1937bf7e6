import type { Output } from "../program/output.ts";

/** What is marked: parts of lines that match, names, numbers, offsets, separators, whole lines. */
export type Marked = "ms" | "mc" | "fn" | "ln" | "bn" | "se" | "sl" | "cx";

/** Marks what is printed, by the terminal's colours. */
export class Colors {
  readonly #codes = new Map<string, string>([
    ["ms", "01;31"],
    ["mc", "01;31"],
    ["fn", "35"],
    ["ln", "32"],
    ["bn", "32"],
    ["se", "36"],
    ["sl", ""],
    ["cx", ""],
  ]);
  #eraseLine = "\x1b[K";
  /** Whether `sl` and `cx` change places under -v. */
  isReversed = false;

  /** @param setting as `GREP_COLORS` has it */
  constructor(setting: string) {
    for (const part of setting.split(":")) {
      const [name = "", code] = part.split("=", 2);
      if (code !== undefined && !/^[0-9;]*$/.test(code)) return;
      if (name === "ne") this.#eraseLine = "";
      else if (name === "rv") this.isReversed = true;
      else if (code === undefined) return;
      else if (name === "mt") for (const one of ["ms", "mc"]) this.#codes.set(one, code);
      else if (this.#codes.has(name)) this.#codes.set(name, code);
    }
  }

  has(marked: Marked): boolean {
    return this.#codes.get(marked) !== "";
  }

  /** Begins what goes on until the next mark ends. */
  begin(output: Output, marked: Marked): void {
    const code = this.#codes.get(marked) ?? "";
    if (code !== "") output.putText(`\x1b[${code}m${this.#eraseLine}`);
  }

  put(output: Output, marked: Marked, bytes: Uint8Array): void {
    const code = this.#codes.get(marked) ?? "";
    this.begin(output, marked);
    output.put(bytes);
    if (code !== "") output.putText(`\x1b[m${this.#eraseLine}`);
  }
}

import type { Kernel } from "../../kernel/kernel.ts";
import type { Process } from "../../kernel/process.ts";
import { readAll } from "../../kernel/read-all.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { isDirectory } from "../program/file-kinds.ts";
import type { AwkArguments } from "./arguments.ts";
import { AwkError } from "./awk-error.ts";
import { lineAt, ProgramError, type Source } from "./source.ts";

const DEFAULT_PATH = ".:/usr/share/awk";
/** A directive is a line of its own, outside of everything else. */
const INCLUDE = /^[ \t]*@include[ \t]+"((?:\\.|[^"\\\n])*)"[ \t]*(?:#.*)?$/m;
const IN_PLACE = /^inplace(?:\.awk)?$/;

/** Finds the texts of a program, with those that they include. */
export class ProgramSources {
  readonly #process: Process;
  readonly #kernel: Kernel;
  readonly #decode: (bytes: Uint8Array) => string;
  readonly #included = new Set<string>();
  readonly #programs = new Set<string>();
  readonly sources: Source[] = [];
  /** What is printed about a file replaces it: the library of that name is a part of this program. */
  editsInPlace = false;

  constructor(process: Process, kernel: Kernel, decode: (bytes: Uint8Array) => string) {
    this.#process = process;
    this.#kernel = kernel;
    this.#decode = decode;
  }

  /** @throws AwkError, ProgramError */
  async read(given: AwkArguments["sources"], decodeText: (text: string) => string): Promise<void> {
    for (const { kind, value } of given) if (kind === "file") this.#programs.add(this.#find(value) ?? value);
    for (const { kind, value } of given) {
      if (kind === "include") await this.#include(value, undefined);
      else if (kind === "text") await this.#add({ name: "cmd. line", text: decodeText(value) });
      else await this.#add({ name: value, text: await this.#textOf(this.#find(value) ?? value, value) });
    }
  }

  /** Cuts a text where it includes others. */
  async #add(source: Source): Promise<void> {
    let { text } = source;
    for (let found = INCLUDE.exec(text); found; found = INCLUDE.exec(text)) {
      const [directive, name = ""] = found;
      this.sources.push({ ...source, text: text.slice(0, found.index) });
      await this.#include(name, { source, line: lineAt(text, found.index) });
      const end = found.index + directive.length;
      // The rest keeps the numbers of its lines.
      text = "\n".repeat(lineAt(text, end) - 1) + text.slice(end);
    }
    this.sources.push({ ...source, text });
  }

  async #include(name: string, from: { readonly source: Source; readonly line: number } | undefined): Promise<void> {
    const path = this.#find(name);
    if (path === undefined) {
      if (IN_PLACE.test(name)) {
        this.editsInPlace = true;
        return;
      }
      const message = `cannot open source file \`${name}' for reading: No such file or directory`;
      if (!from) throw new AwkError(message, { hasPlace: false });
      throw new ProgramError([`${from.source.name}:${from.line}: error: ${message}`]);
    }
    if (this.#programs.has(path)) {
      const place = from ? `${from.source.name}:${from.line + 1}: ` : "";
      throw new ProgramError([`${place}fatal: cannot include \`${name}' and use it as a program file`], 2);
    }
    if (this.#included.has(path)) return;
    this.#included.add(path);
    await this.#add({ name, text: await this.#textOf(path, name) });
  }

  /** Along AWKPATH, as it is and then with `.awk` behind it. */
  #find(name: string): string | undefined {
    if (name === "-" || name === "/dev/stdin") return name;
    const files = this.#kernel.filesOf(this.#process);
    const folders = name.includes("/") ? [""] : (this.#process.env.get("AWKPATH") || DEFAULT_PATH).split(":");
    for (const file of [name, `${name}.awk`])
      for (const folder of folders) {
        const path = folder === "" || folder === "." ? file : `${folder}/${file}`;
        if (files.exists(path)) return path;
      }
    return undefined;
  }

  /** @throws AwkError */
  async #textOf(path: string, name: string): Promise<string> {
    const { descriptors } = this.#process;
    const files = this.#kernel.filesOf(this.#process);
    try {
      if (path !== "-" && path !== "/dev/stdin" && isDirectory(files.stat(path)))
        throw new AwkError(`cannot read source file \`${name}': Is a directory`, { hasPlace: false });
      const fd = path === "-" ? 0 : descriptors.add(files.open(path, { access: "read" }, 0));
      const bytes = await readAll(this.#process, fd);
      if (fd !== 0) descriptors.close(fd);
      return this.#decode(bytes);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      throw new AwkError(`cannot open source file \`${name}' for reading: ${error.message}`, { hasPlace: false });
    }
  }
}
